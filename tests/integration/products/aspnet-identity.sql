-- ASP.NET Core Identity's default schema (IdentityDbContext, version 2), as Npgsql creates it.
CREATE TABLE "AspNetUsers" (
  "Id" text PRIMARY KEY, "UserName" varchar(256), "NormalizedUserName" varchar(256), "Email" varchar(256),
  "NormalizedEmail" varchar(256), "EmailConfirmed" boolean NOT NULL, "PasswordHash" text, "SecurityStamp" text,
  "ConcurrencyStamp" text, "PhoneNumber" text, "PhoneNumberConfirmed" boolean NOT NULL,
  "TwoFactorEnabled" boolean NOT NULL, "LockoutEnd" timestamptz, "LockoutEnabled" boolean NOT NULL,
  "AccessFailedCount" integer NOT NULL);
CREATE TABLE "AspNetRoles" ("Id" text PRIMARY KEY, "Name" varchar(256), "NormalizedName" varchar(256));
CREATE TABLE "AspNetUserRoles" ("UserId" text, "RoleId" text, PRIMARY KEY ("UserId", "RoleId"));

INSERT INTO "AspNetUsers" VALUES
  ('2b6b1c5e-0000-4000-8000-000000000001', 'ann', 'ANN', 'Ann@Example.com', 'ANN@EXAMPLE.COM', true,
   'AQAAAAEAACcQAAAAEMAAgJZYjHSOmmHrpjrCgfyiuiQ5WOl+b3XbN8vnQkaAbWHrY5ytWNXjaczKTWAAHw==', 's', 'c', '+14155550100',
   true, false, NULL, true, 0),
  ('2b6b1c5e-0000-4000-8000-000000000002', 'bo', 'BO', 'bo@example.com', 'BO@EXAMPLE.COM', false, NULL, 's', 'c', NULL,
   false, false, '9999-12-31 23:59:59.999999+00', true, 5),
  ('2b6b1c5e-0000-4000-8000-000000000003', 'cy', 'CY', NULL, NULL, false, NULL, 's', 'c', NULL, false, false, NULL, true, 0);
INSERT INTO "AspNetRoles" VALUES ('1', 'Admin', 'ADMIN'), ('2', 'Auditor', 'AUDITOR');
INSERT INTO "AspNetUserRoles" VALUES
  ('2b6b1c5e-0000-4000-8000-000000000001', '2'), ('2b6b1c5e-0000-4000-8000-000000000001', '1')
