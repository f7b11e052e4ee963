"""The attributes whose values are octets rather than text, by the syntax that their standard or vendor gives them."""

from __future__ import annotations

# RFC 4523 and 2798: certificates, pictures, sound
_STANDARD = (
    "usercertificate",
    "cacertificate",
    "authorityrevocationlist",
    "certificaterevocationlist",
    "deltarevocationlist",
    "crosscertificatepair",
    "supportedalgorithms",
    "usersmimecertificate",
    "userpkcs12",
    "jpegphoto",
    "photo",
    "audio",
    "personalsignature",
)

# Active Directory: syntaxes String(Octet), String(Sid) and String(NT-Sec-Desc)
_ACTIVE_DIRECTORY = (
    "objectguid",
    "objectsid",
    "sidhistory",
    "tokengroups",
    "tokengroupsglobalanduniversal",
    "tokengroupsnogcacceptable",
    "securityidentifier",
    "ntsecuritydescriptor",
    "logonhours",
    "unicodepwd",
    "dbcspwd",
    "ntpwdhistory",
    "lmpwdhistory",
    "supplementalcredentials",
    "thumbnailphoto",
    "thumbnaillogo",
    "terminalserver",
    "usercert",
    "dnsrecord",
    "replpropertymetadata",
    "repluptodatevector",
    "schemaidguid",
    "attributesecurityguid",
    "parentguid",
    "ms-ds-consistencyguid",
    "ms-ds-creatorsid",
    "msds-generationid",
    "msds-managedpassword",
    "msds-managedpasswordid",
    "msds-managedpasswordpreviousid",
    "msds-groupmsamembership",
    "msds-allowedtoactonbehalfofotheridentity",
    "mspkiaccountcredentials",
    "mspkidpapimasterkeys",
    "mspkiroamingtimestamp",
)

# Exchange and Lync
_EXCHANGE = (
    "msexchmailboxguid",
    "msexcharchiveguid",
    "msexchdisabledarchiveguid",
    "msexchmailboxsecuritydescriptor",
    "msexchmasteraccountsid",
    "msexchblockedsendershash",
    "msexchsaferecipientshash",
    "msexchsafesendershash",
    "msrtcsip-userroutinggroupid",
)

# NetIQ eDirectory, and Kerberos as MIT keeps it in a directory
_EDIRECTORY = (
    "guid",
    "sasloginsecret",
    "sasloginsecretkey",
    "nspmdistributionpassword",
    "krbprincipalkey",
    "krbextradata",
)

BINARY = frozenset((*_STANDARD, *_ACTIVE_DIRECTORY, *_EXCHANGE, *_EDIRECTORY))
"""Names in lower case. Their values are bytes even where they happen to be readable."""
