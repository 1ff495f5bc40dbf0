// Runs the vendor's CallSettings client, npm package @webex/calling, against a simulator.
//
// Reads {url, token, userUuid, orgUuid, calls: [[method, ...arguments], ...]} as JSON from standard input and prints
// the list of the calls' results as JSON. NODE_PATH leads to the package. The package expects the rest of the Webex SDK
// around it; in its place stands the smallest object that sends the package's requests over HTTP.

'use strict';

const output = process.stdout.write.bind(process.stdout);
console.log = console.info = console.warn = console.error = () => {};

// The package reads XSI with the browser's parser and needs one element's text of it.
globalThis.DOMParser = class {
  parseFromString(text) {
    return {
      getElementsByTagName: (name) =>
        [...text.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map((match) => ({
          childNodes: [{textContent: match[1]}],
        })),
    };
  }
};

function createWebex({url, token, userUuid, orgUuid}) {
  const authorization = `Bearer ${token}`;
  const request = async ({uri, method, body}) => {
    const response = await fetch(uri, {
      method,
      headers: {Authorization: authorization, ...(body ? {'Content-Type': 'application/json'} : {})},
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    const result = {
      statusCode: response.status,
      headers: Object.fromEntries(response.headers),
      body: text ? JSON.parse(text) : undefined,
    };
    if (!response.ok) throw Object.assign(new Error(String(response.status)), result);
    return result;
  };
  return {
    canAuthorize: true,
    ready: true,
    request,
    credentials: {getUserToken: async () => authorization},
    internal: {
      mercury: {on: () => {}, off: () => {}},
      metrics: {submitClientMetrics: () => {}},
      support: {submitLogs: async () => ({})},
      services: {_serviceUrls: {hydra: `${url}/`}},
      device: {
        userId: userUuid,
        orgId: orgUuid,
        callingBehavior: 'NATIVE_WEBEX_TEAMS_CALLING',
        features: {entitlement: {models: [{_values: {key: 'bc-sp-standard'}}]}},
      },
    },
  };
}

async function main() {
  const chunks = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  const input = JSON.parse(Buffer.concat(chunks).toString());
  const {createCallSettingsClient} = require('@webex/calling/dist/CallSettings/CallSettings.js');
  const {getMetricManager} = require('@webex/calling/dist/Metrics');
  const webex = createWebex(input);
  getMetricManager(webex);
  const client = createCallSettingsClient(webex, {level: 'error'}, false);
  const results = [];
  for (const [method, ...parameters] of input.calls) results.push(await client[method](...parameters));
  output(JSON.stringify(results));
}

main().then(
  () => process.exit(0),
  (error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(1);
  }
);
