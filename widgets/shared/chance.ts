/** Random names from the browser's own source. */

/** A command id: 128 random bits as 32 lower-case hexadecimal digits. */
export function newCid(): string {
  return Array.from(random(16), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A patron's token: 256 random bits as 43 characters of base64url. */
export function newToken(): string {
  const text = btoa(String.fromCharCode(...random(32)));
  return text.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function random(bytes: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(bytes));
}
