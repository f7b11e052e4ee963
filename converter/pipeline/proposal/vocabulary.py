"""What stores call a thing, the best name first: products' own names, then those of tables in several languages.

Names are compared as `plain_name` spells them. A word that means one thing alone and another beside a second column
(French `Nom` is the family name beside `Prénom`) stands in `WHOLE_NAMES` as well.
"""

from __future__ import annotations

USER_ID = """
    orclguid ibmentryuuid objectguid entryuuid nsuniqueid ipauniqueid dsentryuniqueid guid uuid id userid
    personid memberid accountid customerid externalid sub
    dominounid inum
"""
EMAIL = """
    mail email emailaddress useremail mailaddress primaryemail workemail emailsvalue rfc822mailbox emailadresse
    mailadresse adresseemail adressemail courriel correo correoelectronico indirizzoemail enderecodeemail
    emailadres メールアドレス eメール 電子メール login username userprincipalname
"""
USERNAME = """
    uid samaccountname userlogin login username loginname logonname userid ntuserdomainid benutzername
    benutzerkennung anmeldename identifiant nomdutilisateur usuario nombredeusuario nomeutente utente
    utilizador nomedeusuario gebruikersnaam ユーザーid ユーザid ユーザー名 ログインid ログイン名
"""
NUMBERED = "uid userid"
"""Names that mean a login in a directory, and in a table the number of a row where they hold one."""

GIVEN_NAME = """
    givenname firstname first forename fname gn prenom vorname rufname voornaam nombre nombres nome prenome
    名
"""
FAMILY_NAME = """
    sn surname lastname last familyname lname nachname familienname zuname nomdefamille nom apellidos
    apellido cognome sobrenome apelido achternaam 姓 苗字
"""
FULL_NAME = """
    displayname fullname name commonname preferredname anzeigename vollername nomcomplet nombrecompleto
    nomecompleto nomecognome naam 氏名 名前 姓名 表示名
"""
WHOLE_NAMES = "name nom nombre nome naam"
"""Words for a part of the name beside a column for the other part, and for all of it where there is none."""

PHONE = """
    mobile mobilephone mobilenumber cellphone cellphonenumber handy handynummer mobil mobiltelefon
    mobilnummer telephoneportable portable telefonomovil movil celular cellulare telemovel mobiel mobielnummer
    mobielenummer 携帯電話
    携帯電話番号 携帯番号 携帯 phonenumber phonenumbersvalue telephonenumber phone telephone tel primaryphone workphone
    telefon telefonnummer rufnummer numerodetelephone telefono telefone telefoonnummer 電話番号 電話
    homephone
"""
PICTURE = "picture pictureurl avatar avatarurl photourl"
COUNTRY = "c country countrycode countryname land pays pais paese 国コード 国 co"
EMPLOYEE_NUMBER = """
    employeenumber employeeid employeeno personnelnumber personalnummer personalnr mitarbeiternummer
    matricule numerodemploye noempleado numerodeempleado numeroempleado matricola matricula personeelsnummer
    社員番号 従業員番号 職員番号
"""
EMPLOYEE_TYPE = "employeetype usertype"
MANAGER = "manager vorgesetzter vorgesetzte responsable superieur jefe responsabile gestor leidinggevende 上司"
COMPANY = """
    o company companyname organization firma unternehmen societe entreprise empresa azienda societa bedrijf
    会社名 会社
"""
TITLE = """
    title jobtitle businesstitle employeetitle position stelle funktion fonction poste cargo puesto ruolo functie 役職
"""
DEPARTMENT = """
    department departmentnumber departmentname abteilung service departement departamento dipartimento
    reparto afdeling supervisoryorganization 部署 部署名 所属 部門
"""
COST_CENTER = "costcenter costcentre kostenstelle centredecouts centredecosto centrodecosto 原価センター"
CITY = "l city localityname town ort stadt ville ciudad citta cidade plaats 市区町村"
LOCALE = "preferredlanguage locale language lang sprache langue idioma lingua taal 言語"
GROUPS = "memberof ismemberof ibmallgroups groupmembership groups groupsdisplay"
ROLES = "roles role realmroles userrole userroles"
CREATED = """
    createtimestamp whencreated createdat created createdon createddate createddatetime createdtimestamp
    datejoined userregistered metacreated
"""
PASSWORD_CHANGED = "pwdchangedtime pwdlastset passwordchanged passwordlastchanged passwordchangedat passwordlastset"  # noqa: S105
LAST_LOGIN = "lastlogontimestamp lastlogin lastloginat lastlogon lastlogindate dspwplastlogintime"
VERIFIED = "emailverified emailconfirmed isemailverified emailverifiedat verifiedat"

ON_IS_BLOCKED = """
    disabled isdisabled locked islocked blocked isblocked accountlocked suspended issuspended deactivated
    banned block
    gesperrt inaktiv verrouille bloque inactif bloqueado bloccato geblokkeerd
"""
OFF_IS_BLOCKED = """
    enabled isenabled isactive active activestatus accountenabled aktiv actif activo ativo attivo actief
    有効
"""
STATUS = """
    inetuserstatus gluustatus jansstatus
    status accountstatus userstatus state employeestatus employmentstatus statut estado stato situacao 在籍区分
    在籍状況 ステータス
"""
ENDS = """
    shadowexpire accountexpires orclactiveenddate loginexpirationtime passwordexpirationtime lockoutend
    krbprincipalexpiration dspwpaccountexpirationtime pwdendtime lockouttime terminationdate austrittsdatum
    datedesortie datededepart fechadebaja 退職日
"""

YES_AND_NO = (
    ("yes", "no"), ("true", "false"), ("y", "n"), ("t", "f"), ("1", "0"), ("on", "off"), ("active", "inactive"),
    ("ja", "nein"), ("ja", "nee"), ("j", "n"), ("aktiv", "inaktiv"), ("oui", "non"), ("o", "n"),
    ("actif", "inactif"), ("si", "no"), ("s", "n"), ("activo", "inactivo"), ("sim", "nao"),
    ("はい", "いいえ"), ("有効", "無効"),
)  # fmt: skip
"""Words that say yes, each with the one that says no, as `plain_name` spells them."""

HOLDERS = """
    profile user person account personal data contact traits attributes name employee worker legal legalname
"""
"""Objects, and leading parts of a column's name, whose members are the person's own: `profile.firstName`."""

QUALIFIERS = """
    primary work business office official legal corporate dienstlich geschaftlich geschaeftlich beruflich
    professionnel professionnelle pro
"""
"""Words of a column's name that do not change what it holds: `Work Email`, `Telefon geschäftlich`."""
