-- The tables of Keycloak 26 that hold people (its Liquibase change logs, model/jpa), with the columns that matter here.
CREATE TABLE realm (id varchar(36) PRIMARY KEY, name varchar(255));
CREATE TABLE user_entity (
  id varchar(36) PRIMARY KEY, email varchar(255), email_constraint varchar(255),
  email_verified boolean NOT NULL DEFAULT false, enabled boolean NOT NULL DEFAULT false, federation_link varchar(255),
  first_name varchar(255), last_name varchar(255), realm_id varchar(255), username varchar(255),
  created_timestamp bigint, service_account_client_link varchar(255), not_before integer NOT NULL DEFAULT 0);
CREATE TABLE credential (
  id varchar(36) PRIMARY KEY, salt bytea, type varchar(255), user_id varchar(36), created_date bigint,
  user_label varchar(255), secret_data text, credential_data text, priority integer);
CREATE TABLE keycloak_role (id varchar(36) PRIMARY KEY, client_role boolean, name varchar(255), realm_id varchar(255));
CREATE TABLE user_role_mapping (role_id varchar(255), user_id varchar(36));
CREATE TABLE user_attribute (id varchar(36) PRIMARY KEY, name varchar(255), value varchar(255), user_id varchar(36));

INSERT INTO realm VALUES ('r1', 'acme'), ('r2', 'master');
INSERT INTO user_entity VALUES
  ('7e1d3f0a-0000-4000-8000-000000000001', 'ann@example.com', 'ann@example.com', true, true, NULL, 'Ann', 'Lee', 'r1', 'ann',
   1700000000000, NULL, 0),
  ('7e1d3f0a-0000-4000-8000-000000000002', 'bo@example.com', 'bo@example.com', false, false, NULL, 'Bo', NULL, 'r1', 'bo',
   1700000001500, NULL, 0),
  ('7e1d3f0a-0000-4000-8000-000000000003', NULL, '7e1d3f0a', false, true, NULL, NULL, NULL, 'r1', 'service-account-crm',
   1700000002000, 'c1', 0),
  ('7e1d3f0a-0000-4000-8000-000000000004', 'admin@example.com', 'admin@example.com', false, true, NULL, NULL, NULL, 'r2',
   'admin', 1700000003000, NULL, 0);
INSERT INTO credential VALUES
  ('c1', NULL, 'password', '7e1d3f0a-0000-4000-8000-000000000001', 1700000000000, NULL,
   '{"value":"OHGiIYfJgqRbAn9rV0WlCTlksTrU7/SCxkgm8xFWxG6KIxxysguUpQB9fpiRlncVSYc3AJIPHSlRxIbSNVuoPg==","salt":"wACAlliMdI6aYeumOsKB/A==","additionalParameters":{}}',
   '{"hashIterations":2750,"algorithm":"pbkdf2-sha256","additionalParameters":{}}', 10),
  ('c2', NULL, 'otp', '7e1d3f0a-0000-4000-8000-000000000001', 1700000000000, 'phone', '{"value":"x"}', '{"digits":6}', 20);
INSERT INTO keycloak_role VALUES ('o1', false, 'auditor', 'r1'), ('o2', false, 'default-roles-acme', 'r1');
INSERT INTO user_role_mapping VALUES
  ('o1', '7e1d3f0a-0000-4000-8000-000000000001'), ('o2', '7e1d3f0a-0000-4000-8000-000000000001'),
  ('o2', '7e1d3f0a-0000-4000-8000-000000000002');
INSERT INTO user_attribute VALUES ('a1', 'locale', 'fr', '7e1d3f0a-0000-4000-8000-000000000001')
