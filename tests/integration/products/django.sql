-- Django's auth_user (django.contrib.auth, migrations up to 0012).
CREATE TABLE auth_user (
  id integer PRIMARY KEY, password varchar(128) NOT NULL, last_login {timestamp} NULL, is_superuser boolean NOT NULL,
  username varchar(150) NOT NULL UNIQUE, first_name varchar(150) NOT NULL, last_name varchar(150) NOT NULL,
  email varchar(254) NOT NULL, is_staff boolean NOT NULL, is_active boolean NOT NULL, date_joined {timestamp} NOT NULL);
INSERT INTO auth_user VALUES
  (1, 'pbkdf2_sha256$3000$7x4X5kqXni2qPiKlITJYiO$0UgKqJcSXljtIDz/1qazHrwnkBAfBvNErktkstH1Zlg=', '2024-07-01 12:30:00.250000',
   true, 'ann', 'Ann', 'Lee', 'Ann@Example.com', true, true, '2020-01-02 03:04:05'),
  (2, '!kf9aKBcbVwWqjYkQo7ZPsTzx5Wc9kT0Xf3uYzE2M', NULL, false, 'bo', '', '', 'bo@example.com', false, false,
   '2021-01-02 03:04:05'),
  (3, 'pbkdf2_sha256$3000$7x4X5kqXni2qPiKlITJYiO$0UgKqJcSXljtIDz/1qazHrwnkBAfBvNErktkstH1Zlg=', NULL, false, 'cy', '', '', '', false, true, '2021-01-02 03:04:05')
