"""The product that a source probably comes from, told by the names that it alone, or it and few others, write."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from converter import bundled

_OWN = 3
_LEAST = 3
_TOLD = 4


class Product(Struct, frozen=True):
    """A product. `own` names and classes only it writes, `shared` ones speak for it; all in lower case.

    `mapping` is the name of the bundled mapping to begin with, which need not be there yet.
    """

    name: str
    own: frozenset[str]
    shared: frozenset[str]
    mapping: str = ""


class Likely(Struct, frozen=True):
    """A product, the names that speak for it, and the bundled mapping to begin with, "" where there is none."""

    name: str
    evidence: tuple[str, ...]
    mapping: str


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PRODUCTS = (
    Product(
        "Oracle Internet Directory",
        _words("orclguid orclisenabled orclpassword orclactivestartdate orcluser orcluserv2 orclgroup orclcontainer"),
        _words("createtimestamp pwdaccountlockedtime"),
        "oracle",
    ),
    Product(
        "IBM Security Directory",
        _words("ibm-entryuuid ibm-pwdaccountlocked ibm-allgroups ibm-memberof ibm-pwdindividualpolicydn eperson"),
        _words("pwdaccountlockedtime"),
        "ibm",
    ),
    Product(
        "Active Directory",
        _words("samaccountname useraccountcontrol objectguid objectsid pwdlastset lastlogontimestamp admincount"),
        _words("userprincipalname accountexpires whencreated whenchanged proxyaddresses memberof"),
        "active-directory",
    ),
    Product(
        "Red Hat Identity Management (FreeIPA)",
        _words("ipauniqueid ipaobject ipantuserattrs ipasshuser"),
        _words("nsaccountlock krbprincipalname krbcanonicalname"),
        "freeipa",
    ),
    Product(
        "389 Directory Server",
        _words("nsuniqueid nsaccountlock nsperson nsroledn nsaccount"),
        _words("entrydn passwordexpirationtime"),
        "389ds",
    ),
    Product(
        "PingDirectory",
        _words("ds-entry-unique-id ds-pwp-account-usability-issue ds-pwp-last-login-time ds-entry-checksum"),
        _words("ds-pwp-account-disabled ismemberof entryuuid pwdchangedtime"),
        "ping",
    ),
    Product(
        "OpenDJ or ForgeRock Directory Services",
        _words("ds-pwp-account-disabled ds-pwp-account-expiration-time ds-privilege-name ds-sync-hist etag"),
        _words("ismemberof entryuuid pwdchangedtime"),
        "opendj",
    ),
    Product(
        "OpenLDAP",
        _words("entrycsn contextcsn structuralobjectclass olcrootdn"),
        _words("entryuuid pwdaccountlockedtime pwdfailuretime pwdchangedtime subschemasubentry creatorsname"),
        "openldap",
    ),
    Product(
        "NetIQ eDirectory",
        _words("logindisabled loginexpirationtime ndsloginproperties passwordallowchange nspmdistributionpassword"),
        _words("guid groupmembership logintime"),
        "edirectory",
    ),
    Product(
        "HCL Domino",
        _words("dominounid dominoperson dominocertificate"),
        _words("mailfile mailserver maildomain shortname"),
    ),
    Product(
        "Gluu or Janssen",
        _words("inum gluuperson gluustatus jansperson jansstatus oxexternaluid jansextuid"),
        _words("memberof displayname updatedat"),
    ),
    Product(
        "Keycloak",
        _words(
            "createdtimestamp realmroles requiredactions clientroles notbefore email_constraint federation_link "
            "service_account_client_link created_timestamp"
        ),
        _words("credentials[] credentials emailverified firstname lastname enabled totp"),
        "keycloak",
    ),
    Product(
        "ASP.NET Identity",
        _words("normalizedusername normalizedemail securitystamp concurrencystamp lockoutenabled accessfailedcount"),
        _words("passwordhash emailconfirmed lockoutend phonenumberconfirmed twofactorenabled"),
        "aspnet",
    ),
    Product(
        "Django",
        _words("is_superuser date_joined"),
        _words("is_staff is_active last_login first_name last_name password username"),
        "django",
    ),
    Product(
        "WordPress",
        _words("user_login user_pass user_nicename user_activation_key"),
        _words("user_email user_registered user_status display_name user_url"),
        "wordpress",
    ),
    Product(
        "Moodle",
        _words("policyagreed mnethostid firstaccess maildigest trustbitmask"),
        _words("confirmed deleted suspended lastaccess timecreated idnumber"),
    ),
    Product(
        "Drupal",
        _words("preferred_langcode preferred_admin_langcode default_langcode"),
        _words("uid langcode pass init access login"),
    ),
    Product(
        "Joomla",
        _words("registerdate lastvisitdate lastresettime requirereset sendemail"),
        _words("block activation params otpkey"),
    ),
    Product(
        "phpBB",
        _words("user_inactive_reason user_regdate username_clean user_lastvisit"),
        _words("user_type user_password user_email"),
    ),
    Product(
        "Laravel",
        _words("remember_token email_verified_at two_factor_secret two_factor_recovery_codes"),
        _words("created_at updated_at password"),
    ),
)


def likely_product(names: Iterable[str]) -> Likely | None:
    """The product for which the names and object classes of a source speak, or None where too few do.

    One of them has to be its own: first and last name say nothing.
    """
    found = {name.lower() for name in names}
    best = max(PRODUCTS, key=lambda product: _score(product, found))
    if _score(best, found) < _LEAST or not best.own & found:
        return None
    evidence = (*sorted(best.own & found), *sorted(best.shared & found))
    path = bundled.mapping(best.mapping) if best.mapping else None
    return Likely(best.name, evidence[:_TOLD], path.name if path else "")


def _score(product: Product, found: set[str]) -> int:
    return _OWN * len(product.own & found) + len(product.shared & found)
