from __future__ import annotations

import pytest

from converter.pipeline.inspection.product import PRODUCTS, likely_product

NAMES = {
    "Oracle Internet Directory": "uid mail orclguid orclisenabled userpassword",
    "IBM Security Directory": "uid ibm-entryuuid ibm-pwdAccountLocked",
    "Active Directory": "sAMAccountName objectGUID userAccountControl mail",
    "OpenLDAP": "uid entryUUID entryCSN structuralObjectClass",
    "389 Directory Server": "uid nsUniqueId nsAccountLock",
    "Red Hat Identity Management (FreeIPA)": "uid ipaUniqueID nsAccountLock krbPrincipalName",
    "PingDirectory": "uid entryUUID ds-entry-unique-id ds-pwp-account-disabled",
    "OpenDJ or ForgeRock Directory Services": "uid entryUUID ds-pwp-account-disabled isMemberOf",
    "NetIQ eDirectory": "uid GUID loginDisabled",
    "HCL Domino": "uid dominoUNID dominoPerson mailFile",
    "Gluu or Janssen": "uid inum gluuPerson gluuStatus",
    "Keycloak": "id createdTimestamp username enabled emailVerified requiredActions credentials[]",
    "ASP.NET Identity": "Id UserName NormalizedUserName PasswordHash SecurityStamp",
    "Django": "id username password is_superuser is_staff date_joined",
    "WordPress": "ID user_login user_pass user_email user_registered",
    "Moodle": "id auth confirmed policyagreed deleted suspended mnethostid username password email",
    "Drupal": "uid langcode preferred_langcode preferred_admin_langcode name pass mail status default_langcode",
    "Joomla": "id name username email password block sendEmail registerDate lastvisitDate params",
    "phpBB": "user_id user_type username username_clean user_password user_email user_regdate",
    "Laravel": "id name email email_verified_at password remember_token created_at updated_at",
}


@pytest.mark.parametrize("product", NAMES)
def test_a_product_is_told_by_the_names_it_writes(product: str) -> None:
    found = likely_product(NAMES[product].split())
    assert found is not None
    assert found.name == product
    assert found.evidence


def test_every_product_has_a_case() -> None:
    assert {product.name for product in PRODUCTS} == set(NAMES)


@pytest.mark.parametrize(
    "names",
    [
        "",
        "uid cn sn mail userpassword objectclass",
        "id name email password",
        "first_name last_name username password is_active",
    ],
)
def test_names_that_anybody_writes_speak_for_nobody(names: str) -> None:
    assert likely_product(names.split()) is None


def test_a_bundled_mapping_is_named_only_where_there_is_one() -> None:
    oracle = likely_product(["orclguid"])
    assert oracle is not None
    assert oracle.mapping == "oracle.yaml"
