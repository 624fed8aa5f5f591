#!/bin/sh
# Puts on this server what a schedule needs: a user, folders, /etc/crawler.env, and the files of one
# way to run it. What is there already is kept. DESTDIR=… puts the files under another folder, and
# then neither makes a user nor starts anything.
set -eu
usage="usage: $0 cron|systemd|scrapyd"
way=${1:-}
case $way in
cron | systemd | scrapyd) ;;
-h | --help) echo "$usage" && exit 0 ;;
*) echo "$usage" >&2 && exit 2 ;;
esac
here=$(CDPATH='' cd "$(dirname "$0")" && pwd)
root=${DESTDIR:-}
home=$root/var/lib/crawler

if [ -z "$root" ]; then
    id crawler >/dev/null 2>&1 || useradd --system --user-group --home-dir "$home" crawler
    owner="-o crawler -g crawler"
else
    owner=""
fi
# $owner is two options or none.
# shellcheck disable=SC2086
{
    install -d $owner "$root/etc/crawler/sources" "$home" "$root/var/log/crawler"
    [ -e "$root/etc/crawler.env" ] || install -m 600 $owner "$here/crawler.env" "$root/etc/crawler.env"
    install -d "$root/etc/logrotate.d" "$root/etc/cron.d" "$root/etc/systemd/system"
    install -m 644 "$here/logrotate" "$root/etc/logrotate.d/crawler"
}

start() {
    [ -n "$root" ] || { systemctl daemon-reload && systemctl enable --now "$1"; }
}

case $way in
cron)
    install -m 644 "$here/crontab" "$root/etc/cron.d/crawler"
    ;;
systemd)
    install -m 644 "$here"/systemd/crawler.* "$root/etc/systemd/system/"
    start crawler.timer
    ;;
scrapyd)
    # shellcheck disable=SC2086
    {
        install -d $owner "$home/scrapyd"
        install -m 644 $owner "$here/scrapyd.conf" "$here/scrapy.cfg" "$home/scrapyd/"
        if [ ! -e "$home/.scrapyd.conf" ]; then
            password=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')
            install -m 600 $owner /dev/null "$home/.scrapyd.conf"
            printf '[scrapyd]\npassword = %s\n' "$password" >"$home/.scrapyd.conf"
            sed -i -e 's/^SCRAPYD_USERNAME=.*/SCRAPYD_USERNAME=crawler/' \
                -e "s/^SCRAPYD_PASSWORD=.*/SCRAPYD_PASSWORD=$password/" "$root/etc/crawler.env"
        fi
    }
    install -m 644 "$here/systemd/crawler-scrapyd.service" "$root/etc/systemd/system/"
    # The line that hands over to scrapyd, in place of the one that runs it here.
    sed -e '/due --run/s/^/#/' -e '/due --scrapyd/s/^#//' "$here/crontab" >"$root/etc/cron.d/crawler"
    start crawler-scrapyd.service
    ;;
esac
