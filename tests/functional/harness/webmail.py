"""Roundcube and Dovecot of Debian's packages behind nginx: throw-away instances on free ports, with the configuration that
docs/operate/applications.md shows. Nothing of the machine's own configuration is changed."""
import grp
import imaplib
import os
import pwd
import shutil
import subprocess
from email.message import EmailMessage
from pathlib import Path

from .application import HOST, documented, servant
from .process import Process, free_port, wait_until

PASSWORD = "only-the-webmail-knows-this"  # of every mailbox, from loopback


def lend(*paths: Path):
    """To whom the servers run as."""
    for path in paths:
        if os.geteuid() == 0 and not path.is_symlink():
            shutil.chown(path, "www-data", "www-data")


class Webmail:
    def __init__(self, folder: Path, rekey_port: int):
        self.folder, self.rekey_port = folder, rekey_port
        self.port, self.imap_port = free_port(), free_port()
        self.processes: list[Process] = []
        for part in ("", "mail", "logs", "temp", "roundcube", "page", "nginx", "dovecot"):
            (folder / part).mkdir()
        dovecot, php, nginx = self.dovecot(), self.php(), self.nginx()
        lend(self.folder, *self.folder.rglob("*"))
        try:
            self.run("/usr/sbin/dovecot", "-F", "-c", dovecot).wait_for_port(self.imap_port)
            self.run("/usr/sbin/php-fpm8.2", "-F", "-y", php, "-c", "/etc/php/8.2/fpm/php.ini")
            wait_until((self.folder / "php.sock").exists, "PHP listens")
            self.run("/usr/sbin/nginx", "-e", self.folder / "logs/nginx.log", "-p", self.folder / "nginx", "-c", nginx).wait_for_port(self.port)
        except BaseException:
            self.stop()
            raise

    def run(self, *command) -> Process:
        process = Process(command, self.folder / "logs" / f"{Path(command[0]).name}.out", cwd=self.folder, env={"PATH": "/usr/sbin:/usr/bin:/bin"}, **servant())
        self.processes.append(process)
        return process

    def stop(self):
        for process in reversed(self.processes):
            process.stop()
        self.processes.clear()

    # --- their configuration -----------------------------------------------------------------------------------------
    def dovecot(self) -> Path:
        user = servant().get("user", os.geteuid())
        name, group = pwd.getpwuid(user).pw_name, pwd.getpwuid(user).pw_gid
        password = self.write("dovecot/webmail-password", f"password={PASSWORD} allow_nets=127.0.0.1\n")
        passdb = documented("# /etc/dovecot/conf.d/auth-webmail", **{"/etc/dovecot/webmail-password": str(password)})
        # No chroot and no users of its own: all of it is one user's here.
        services = "".join(f"service {service} {{\n chroot =\n {more} }}\n" for service, more in {
            "anvil": "", "imap-login": f"inet_listener imap {{\n port = {self.imap_port}\n }}\n inet_listener imaps {{\n port = 0\n }}\n"}.items())
        return self.write("dovecot/dovecot.conf", f"""
protocols = imap
listen = 127.0.0.1
base_dir = {self.folder}/dovecot/run
state_dir = {self.folder}/dovecot
default_internal_user = {name}
default_internal_group = {grp.getgrgid(group).gr_name}
default_login_user = {name}
first_valid_uid = {user}
first_valid_gid = {group}
log_path = {self.folder}/logs/dovecot.log
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{self.folder}/mail/%u
{services}
{passdb}
userdb {{
  driver = static
  args = uid={user} gid={group} home={self.folder}/mail/%u
}}
""")

    def php(self) -> Path:
        for file in ("defaults.inc.php", "mimetypes.php"):
            (self.folder / "roundcube" / file).symlink_to(Path("/etc/roundcube") / file)
        shown = documented("// /etc/roundcube/config.inc.php", **{"127.0.0.1:143": f"127.0.0.1:{self.imap_port}"})
        self.write("roundcube/config.inc.php", f"""<?php
$config = [];
$config['db_dsnw'] = 'sqlite:////{self.folder}/roundcube.db?mode=0600';
$config['des_key'] = 'twenty-four characters..';
$config['log_dir'] = '{self.folder}/logs/';
$config['temp_dir'] = '{self.folder}/temp/';
$config['skin'] = 'elastic';
$config['language'] = 'en_US';
{shown}""")
        for entry in Path("/var/lib/roundcube/public_html").iterdir():
            if entry.suffix != ".php":
                (self.folder / "page" / entry.name).symlink_to(entry)
        self.write("page/index.php", "<?php define('INSTALL_PATH', '/var/lib/roundcube/'); include INSTALL_PATH . 'index.php';\n")
        self.write("page/seen.php", "<?php header('Content-Type: application/json'); echo json_encode($_SERVER);\n")  # what an application sees
        return self.write("fpm.conf", f"""
[global]
error_log = {self.folder}/logs/php-fpm.log
[www]
listen = {self.folder}/php.sock
listen.mode = 0600
pm = static
pm.max_children = 3
clear_env = yes
env[ROUNDCUBE_CONFIG_DIR] = {self.folder}/roundcube
php_admin_value[session.save_path] = {self.folder}/temp
php_admin_value[error_log] = {self.folder}/logs/php.log
""")

    def nginx(self) -> Path:
        self.certificate_file, key = self.certificate()
        password = self.write("nginx/webmail-password.conf", f'fastcgi_param PHP_AUTH_PW "{PASSWORD}";\n')
        site = documented("# /etc/nginx/conf.d/webmail.conf", **{
            "127.0.0.1:8080": f"127.0.0.1:{self.rekey_port}", "listen 443 ssl": f"listen 127.0.0.1:{self.port} ssl",
            "/etc/letsencrypt/live/mail.contoso.example/fullchain.pem": str(self.certificate_file),
            "/etc/letsencrypt/live/mail.contoso.example/privkey.pem": str(key), "/etc/nginx/webmail-password.conf": str(password),
            "/var/lib/roundcube/public_html": str(self.folder / "page"), "unix:/run/php/php8.2-fpm.sock": f"unix:{self.folder}/php.sock",
            "include fastcgi_params": "include /etc/nginx/fastcgi_params"})
        temporary = "".join(f"{kind}_temp_path {self.folder}/nginx/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        return self.write("nginx/nginx.conf", f"""
daemon off;
worker_processes 1;
pid {self.folder}/nginx/pid;
error_log {self.folder}/logs/nginx.log;
events {{ worker_connections 256; }}
http {{
include /etc/nginx/mime.types;
access_log off;
{temporary}
{site}
}}
""")

    def certificate(self) -> tuple[Path, Path]:
        certificate, key = self.folder / "nginx/site.pem", self.folder / "nginx/site.key"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", f"/CN={HOST}",
                        "-addext", f"subjectAltName=DNS:{HOST}", "-out", certificate, "-keyout", key], check=True, capture_output=True)
        return certificate, key

    def write(self, name: str, text: str) -> Path:
        file = self.folder / name
        file.write_text(text)
        return file

    # --- what a test does with it --------------------------------------------------------------------------------------
    def deliver(self, user: str, subject: str):
        """The person's mailbox, with one mail."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "colleague@contoso.example", user, subject
        mail.set_content("Shall we have lunch?")
        box = self.folder / "mail" / user
        for part in ("cur", "new", "tmp"):
            (box / part).mkdir(parents=True)
        (box / "cur" / "1.test:2,").write_bytes(mail.as_bytes())
        lend(box, *box.rglob("*"))
        # Roundcube opens it by several sessions at once: of those that make the index together one may be left with an empty list.
        with imaplib.IMAP4("127.0.0.1", self.imap_port, timeout=30) as session:
            session.login(user, PASSWORD)
            _, (count,) = session.select("INBOX", readonly=True)
        assert count == b"1", count

    def logs(self) -> str:
        return "".join(f"--- {file.name}\n{file.read_text(errors='replace')[-3000:]}" for file in sorted((self.folder / "logs").iterdir()))
