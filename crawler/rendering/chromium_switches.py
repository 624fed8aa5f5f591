"""Chromium's command line: what a crawler does not need is off, so that it sends nothing."""

from __future__ import annotations

from collections.abc import Mapping

from crawler.gates.rules.hosts import THIRD_PARTY_HOSTS

#: Features that Playwright turns off. Of two --disable-features Chromium heeds the last, ours.
_OFF_BY_PLAYWRIGHT = (
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades"),
    *("HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding"),
    *("ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect"),
    *("TcpPortRandomizationWin", "OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled"),
    *("PreconnectToSearch", "msForceBrowserSignIn", "msEdgeUpdateLaunchServicesPreferredVersion"),
)
#: Features that make requests which no page's session sees; and IsolateSandboxedIframes, by which a
#: srcdoc gets a process of its own and cannot be held before its first script.
_OFF = (
    *("IsolateSandboxedIframes", "Prerender2", "FedCm", "FencedFrames", "PrivacySandboxAdsAPIs"),
    *("BrowsingTopics", "InterestGroupStorage", "PrivateAggregationApi", "ConversionMeasurement"),
    *("NetworkErrorLogging", "Reporting", "BackgroundFetch", "DeviceBoundSessions"),
    *("EarlyHintsPreloadForNavigation", "WebPayments", "ServiceWorkerPaymentApps"),
    *("LoadingPredictor", "NavigationPredictor", "PrivateStateTokens", "FetchLaterAPI"),
    *("WebIdentityDigitalCredentials", "WebIdentityDigitalCredentialsCreation"),
)
#: Pages of the browser's own that each window would have: half a second of CPU time for nobody.
_FURNITURE = ("WebUIOmniboxPopup", "WebUIOmniboxFullPopup", "WebUIOmniboxAimPopup")
#: Interfaces that pages do not get, because they lead to such requests.
_NOT_OFFERED = (
    *("SharedWorker", "FedCm", "FencedFrames", "TopicsAPI", "AdInterestGroupAPI", "Fledge"),
    *("AttributionReporting", "PrivateAggregation", "SharedStorageAPI", "BackgroundFetch"),
    *("PaymentRequest", "PushMessaging", "Notifications", "PeriodicBackgroundSync"),
    *("DigitalCredentials", "WebUSB", "FetchLaterAPI", "PrivateStateTokens", "WebSocketStream"),
    *("WebAuth", "DeviceBoundSessionCredentials", "DocumentReporting"),
)
_ARGUMENTS = (
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--dns-prefetch-disable",
    # Chromium calls its maker at every start, whatever else it is told: here nobody answers.
    "--gaia-url=http://127.0.0.1:9",
    "--component-updater=url-source=http://127.0.0.1:9/",
    "--autofill-server-url=http://127.0.0.1:9/",
    "--no-first-run",
    "--no-default-browser-check",
    "--no-pings",
    "--mute-audio",
    "--blink-settings=imagesEnabled=false",  # fake_timers.js tells pages that they have come
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disk-cache-size=67108864",
    f"--disable-features={','.join((*_OFF_BY_PLAYWRIGHT, *_OFF, *_FURNITURE))}",
    f"--disable-blink-features={','.join(_NOT_OFFERED)}",
)
#: What a browser may read of the environment: where programs, fonts and the user's folder are, the
#: language and the time zone; and what no program starts without on Windows.
_ENVIRONMENT = frozenset(
    {"PATH", "HOME", "TZ", "LANG", "LANGUAGE", "FONTCONFIG_PATH", "FONTCONFIG_FILE"}
    | {"XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_DIRS", "XDG_RUNTIME_DIR", "TMPDIR"}
    | {"SYSTEMROOT", "LOCALAPPDATA", "APPDATA", "USERPROFILE", "TEMP", "TMP"}
)


def arguments() -> list[str]:
    """The browser's command line: nothing of its own, and listed hosts unresolvable."""
    refused = (host.name for host in THIRD_PARTY_HOSTS if host.kind != "library")
    names = ((name, f"*.{name}") for name in refused)
    nowhere = ",".join(f"MAP {name} ~NOTFOUND" for pair in names for name in pair)
    return [*_ARGUMENTS, f"--host-resolver-rules={nowhere}"]


def environment_of(given: Mapping[str, str]) -> dict[str, str]:
    """What of an environment the browser gets: a page that takes it over finds no secret there."""
    return {n: v for n, v in given.items() if n in _ENVIRONMENT or n.startswith("LC_")}
