#!/bin/sh
# Puts on this server what a schedule needs: a user, folders, /etc/crawler.env, and the files of one
# way to run it. What is there already is kept. DESTDIR=… puts the files under another folder, and
# then neither makes a user nor starts anything.
#
# What root reads and runs is root's: the user crawler, who runs a browser on strangers' pages, may
# read it. What lies in that user's own folders is written as that user, for it may be a link.
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
    readable="-o root -g crawler"
    as_crawler="runuser -u crawler --"
else
    owner="" readable="" as_crawler=""
fi
# Each of the three is several words or none.
# shellcheck disable=SC2086
{
    install -d -m 755 "$root/etc/crawler"
    install -d -m 750 $readable "$root/etc/crawler/sources"
    install -d $owner "$home" "$root/var/log/crawler"
    [ -e "$root/etc/crawler.env" ] || install -m 640 "$here/crawler.env" "$root/etc/crawler.env"
    # Also where an earlier version made it the crawler's.
    [ -z "$readable" ] || chown -h root:crawler "$root/etc/crawler.env"
    chmod 640 "$root/etc/crawler.env"
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
        $as_crawler mkdir -p "$home/scrapyd"
        for name in scrapyd.conf scrapy.cfg; do
            $as_crawler sh -c 'umask 022 && cat >"$1"' - "$home/scrapyd/$name" <"$here/$name"
        done
        if ! $as_crawler test -e "$home/.scrapyd.conf"; then
            password=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')
            # Through pipes: what stands in a command is seen by every user of this machine.
            printf '[scrapyd]\npassword = %s\n' "$password" |
                $as_crawler sh -c 'umask 077 && cat >"$1"' - "$home/.scrapyd.conf"
            printf '%s\n' 's/^SCRAPYD_USERNAME=.*/SCRAPYD_USERNAME=crawler/' \
                "s/^SCRAPYD_PASSWORD=.*/SCRAPYD_PASSWORD=$password/" |
                sed -i -f /dev/stdin "$root/etc/crawler.env"
        fi
    }
    install -m 644 "$here/systemd/crawler-scrapyd.service" "$root/etc/systemd/system/"
    # The line that hands over to scrapyd, in place of the one that runs it here.
    sed -e '/due --run/s/^/#/' -e '/due --scrapyd/s/^#//' "$here/crontab" >"$root/etc/cron.d/crawler"
    start crawler-scrapyd.service
    ;;
esac
