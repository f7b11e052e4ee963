"""Auth0's SDK for Python at work; prints what came of it. Arguments: the domain, a file of users."""

import json
import sys
from pathlib import Path

from auth0.management import ManagementClient

domain, path = sys.argv[1:]
auth0 = ManagementClient(domain=domain, client_id="rehearsal", client_secret="rehearsal-secret")
[connection] = auth0.connections.list(strategy=["auth0"], name="Username-Password-Authentication")
file = (path, Path(path).read_bytes(), "application/json")
created = auth0.jobs.users_imports.create(users=file, connection_id=connection.id, external_id="part 1")
while (job := auth0.jobs.get(created.id)).status == "pending":
    pass
failed = [error.code for each in auth0.jobs.errors.get(job.id) for error in each.errors]
updated = auth0.users.update("auth0|1", user_metadata={"a": 1})
auth0.users.roles.assign("auth0|1", roles=["rol_1"])
auth0.organizations.members.create("org_1", members=["auth0|1"])
roles = [role.name for role in auth0.users.roles.list("auth0|1")]
members = [member.user_id for member in auth0.organizations.members.list("org_1")]
[by_email] = auth0.users.list_users_by_email(email="ann@acme.com")
export = auth0.jobs.users_exports.create(connection_id=connection.id, format="json")
while (exported := auth0.jobs.get(export.id)).status == "pending":
    pass
auth0.users.delete("auth0|1")
assert job.summary
assert exported.location
sys.stdout.write(
    json.dumps(
        {
            "created": created.status,
            "job": job.status,
            "inserted": job.summary.inserted,
            "failed": failed,
            "metadata": updated.user_metadata,
            "roles": roles,
            "members": members,
            "by_email": by_email.user_id,
            "location": exported.location.startswith(f"https://{domain}/"),
            "left": len(auth0.users.list_users_by_email(email="ann@acme.com")),
        }
    )
)
