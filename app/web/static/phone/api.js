// Requests to the doors of the phone. Each carries the token of this page.

const token = document.getElementById("app").dataset.token;

export class Refused extends Error {}

async function request(path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, { ...options, headers: { "X-Phone": token, "Content-Type": "application/json" } });
  } catch {
    throw new Refused("The service cannot be reached.");
  }
  const content = answer.status === 204 ? null : await answer.json().catch(() => null);
  if (!answer.ok) {
    throw new Refused(content?.error ?? `The service answered ${answer.status}.`);
  }
  return content;
}

export function post(path, body = {}, keepalive = false) {
  return request(path, { method: "POST", body: JSON.stringify(body), keepalive });
}

export function events(number, after) {
  return request(`/phone/events?${new URLSearchParams({ number, after })}`);
}
