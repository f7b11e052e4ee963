// The job of mapping.yaml in Node: streams the LDIF, maps in plain JavaScript, validates with a compiled ajv.
// PEOPLE.csv is the job of mapping-csv.yaml, streamed through csv-parse.
//
//     node benchmarks/node/convert.mjs PEOPLE.ldif SCHEMA.json OUTPUT

import { createReadStream, createWriteStream, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { StringDecoder } from "node:string_decoder";

// Packages are looked up from the folder that NODE_FOLDER names, so that nothing is installed into the checkout.
const require = createRequire(join(process.env.NODE_FOLDER ?? import.meta.dirname, "package.json"));
const Ajv = require("ajv");

const LIMIT = 500_000;
const ADDRESS = /^[^@\s]+@[^@\s]+\.[^@\s]+$/;
const WANTED = new Set(
  ("dn uid sn givenname displayname orclguid orclisenabled createtimestamp userpassword " +
    "cn mail telephonenumber memberof").split(" "),
);

const LISTS = new Set(["mail", "cn", "memberof", "telephonenumber"]);

const [people, schemaFile, output] = process.argv.slice(2);
mkdirSync(output, { recursive: true });

const ajv = new Ajv({ strict: false, formats: { email: ADDRESS } });
const isValid = ajv.compile(JSON.parse(readFileSync(schemaFile, "utf8")));

function read(text) {
  const entry = {};
  for (const line of text.split("\n")) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon);
    if (!WANTED.has(name)) continue;
    const encoded = line[colon + 1] === ":";
    let value = line.slice(colon + (encoded ? 3 : 2));
    if (encoded) value = Buffer.from(value, "base64").toString("utf8");
    (entry[name] ??= []).push(value);
  }
  return entry;
}

function groupName(dn) {
  const first = dn.includes("\\") ? dn.split(/(?<!\\),/, 1)[0] : dn.slice(0, dn.indexOf(","));
  return first.slice(first.indexOf("=") + 1).replace(/\\(.)/g, "$1");
}

function guid(text) {
  const t = text.toLowerCase();
  return `${t.slice(0, 8)}-${t.slice(8, 12)}-${t.slice(12, 16)}-${t.slice(16, 20)}-${t.slice(20)}`;
}

function iso(t) {
  return `${t.slice(0, 4)}-${t.slice(4, 6)}-${t.slice(6, 8)}T${t.slice(8, 10)}:${t.slice(10, 12)}:${t.slice(12, 14)}Z`;
}

function toUser(entry) {
  const user = {};
  if (entry.mail) user.email = entry.mail[0].toLowerCase();
  user.email_verified = true;
  if (entry.uid) user.username = entry.uid[0];
  if (entry.orclguid) user.user_id = guid(entry.orclguid[0]);
  if (entry.givenname) user.given_name = entry.givenname[0];
  if (entry.sn) user.family_name = entry.sn[0];
  const name = entry.displayname ?? entry.cn;
  if (name) user.name = name[0];
  user.blocked = entry.orclisenabled?.[0] === "DISABLED";
  user.app_metadata = { legacy_dn: entry.dn[0] };
  if (entry.memberof) user.app_metadata.groups = entry.memberof.map(groupName);
  if (entry.createtimestamp) user.app_metadata.legacy_created_at = iso(entry.createtimestamp[0]);
  if (entry.telephonenumber) user.user_metadata = { phone: entry.telephonenumber[0] };
  if (entry.userpassword) {
    user.custom_password_hash = { algorithm: "ldap", hash: { value: entry.userpassword[0], encoding: "utf8" } };
  }
  return user;
}

const rejected = createWriteStream(join(output, "rejected.jsonl"));
const emails = new Set();
let users = [];
let size = 2;
let parts = 0;

function flush() {
  if (users.length) {
    parts += 1;
    writeFileSync(join(output, `users-${String(parts).padStart(5, "0")}.json`), `[${users.join(",")}]`);
  }
  users = [];
  size = 2;
}

function take(entry) {
  if (!entry.dn) return;
  const user = toUser(entry);
  if (!isValid(user) || emails.has(user.email)) {
    rejected.write(JSON.stringify({ dn: entry.dn[0], errors: ["invalid or duplicate"] }) + "\n");
    return;
  }
  emails.add(user.email);
  const json = JSON.stringify(user);
  const bytes = Buffer.byteLength(json) + 1;
  if (size + bytes > LIMIT) flush();
  users.push(json);
  size += bytes;
}

const takeText = (text) => text.replaceAll("\n ", "").split("\n\n").forEach((entry) => take(read(entry)));

async function convertLdif() {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  for await (const chunk of createReadStream(people, { highWaterMark: 1 << 18 })) {
    const text = rest + decoder.write(chunk);
    const end = text.lastIndexOf("\n\n");
    if (end < 0) {
      rest = text;
      continue;
    }
    rest = text.slice(end + 2);
    takeText(text.slice(0, end));
  }
  takeText(rest + decoder.end());
}

async function convertCsv() {
  const { parse } = require("csv-parse");
  const rows = createReadStream(people, { highWaterMark: 1 << 18 }).pipe(parse());
  let columns;
  for await (const cells of rows) {
    if (!columns) {
      columns = cells.map((name, place) => [name, place]).filter(([name]) => WANTED.has(name));
      continue;
    }
    const entry = {};
    for (const [name, place] of columns) {
      if (cells[place]) entry[name] = LISTS.has(name) ? cells[place].split("|") : [cells[place]];
    }
    take(entry);
  }
}

await (people.endsWith(".csv") ? convertCsv() : convertLdif());
flush();
rejected.end();
