-- WordPress 6 (wp-admin/includes/schema.php).
CREATE TABLE wp_users (
  ID bigint(20) unsigned NOT NULL auto_increment, user_login varchar(60) NOT NULL default '',
  user_pass varchar(255) NOT NULL default '', user_nicename varchar(50) NOT NULL default '',
  user_email varchar(100) NOT NULL default '', user_url varchar(100) NOT NULL default '',
  user_registered datetime NOT NULL default '0000-00-00 00:00:00', user_activation_key varchar(255) NOT NULL default '',
  user_status int(11) NOT NULL default '0', display_name varchar(250) NOT NULL default '',
  PRIMARY KEY (ID), KEY user_login_key (user_login), KEY user_email (user_email)) DEFAULT CHARACTER SET utf8mb4;
CREATE TABLE wp_usermeta (
  umeta_id bigint(20) unsigned NOT NULL auto_increment, user_id bigint(20) unsigned NOT NULL default '0',
  meta_key varchar(255) default NULL, meta_value longtext, PRIMARY KEY (umeta_id)) DEFAULT CHARACTER SET utf8mb4;
INSERT INTO wp_users VALUES
  (1, 'ann', '$P$6aExFRXUYlwRVWF0zwcq3XEBHK/S171', 'ann', 'Ann@Example.com', '', '2020-01-02 03:04:05', '', 0, 'Zoë Lee'),
  (2, 'bo', '$P$6aExFRXUYlwRVWF0zwcq3XEBHK/S171', 'bo', 'bo@example.com', '', '0000-00-00 00:00:00', '', 0, 'bo');
INSERT INTO wp_usermeta (user_id, meta_key, meta_value) VALUES
  (1, 'first_name', 'Zoë'), (1, 'last_name', 'Lee'), (1, 'nickname', 'ann'),
  (1, 'wp_capabilities', 'a:1:{s:13:"administrator";b:1;}'), (2, 'wp_capabilities', 'a:1:{s:10:"subscriber";b:1;}')
