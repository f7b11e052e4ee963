// What a person would do with Auth0's SDK for Node; prints what came of it. Arguments: the domain, a file of users.
import fs from "node:fs";
import { createRequire } from "node:module";

const { ManagementClient } = createRequire(process.env.NODE_MODULES_OF)("auth0");
const [domain, path] = process.argv.slice(2);
const auth0 = new ManagementClient({ domain, clientId: "rehearsal", clientSecret: "rehearsal-secret" });

async function all(page) {
  const items = [];
  for await (const item of await page) items.push(item);
  return items;
}

async function ended(id) {
  for (;;) {
    const job = await auth0.jobs.get(id);
    if (job.status !== "pending") return job;
  }
}

const [connection] = await all(auth0.connections.list({ strategy: ["auth0"], name: "Username-Password-Authentication" }));
const created = await auth0.jobs.usersImports.create({
  users: fs.createReadStream(path),
  connection_id: connection.id,
  external_id: "part 1",
});
const job = await ended(created.id);
const failed = (await auth0.jobs.errors.get(job.id)).flatMap((each) => each.errors.map((error) => error.code));
const updated = await auth0.users.update("auth0|1", { user_metadata: { a: 1 } });
await auth0.users.roles.assign("auth0|1", { roles: ["rol_1"] });
await auth0.organizations.members.create("org_1", { members: ["auth0|1"] });
const roles = (await all(auth0.users.roles.list("auth0|1"))).map((role) => role.name);
const members = (await all(auth0.organizations.members.list("org_1"))).map((member) => member.user_id);
const [byEmail] = await auth0.users.listUsersByEmail({ email: "ann@acme.com" });
const exported = await ended((await auth0.jobs.usersExports.create({ connection_id: connection.id, format: "json" })).id);
await auth0.users.delete("auth0|1");
console.log(
  JSON.stringify({
    created: created.status,
    job: job.status,
    inserted: job.summary.inserted,
    failed,
    metadata: updated.user_metadata,
    roles,
    members,
    by_email: byEmail.user_id,
    location: exported.location.startsWith(`https://${domain}/`),
    left: (await auth0.users.listUsersByEmail({ email: "ann@acme.com" })).length,
  }),
);
