<?php
// Time that PHP takes to decode the scoreboard's payloads: best of many runs, in milliseconds.
//
// usage: php decode.php DIR    after: scoreboard --write-payloads DIR

const ZBXD_HEADER = 13;

$json = fn (string $text) => json_decode($text, true);
$work = [
    ['zbx', 'zbx-proxy-data.json', 'json_decode', $json],
    ['zbx', 'zbx-proxy-data.frame', 'gzuncompress + json_decode', fn ($b) => $json(gzuncompress(substr($b, ZBXD_HEADER)))],
    ['glpi', 'glpi-inventory.json', 'json_decode', $json],
    ['glpi', 'glpi-inventory.json.zlib', 'gzuncompress + json_decode', fn ($b) => $json(gzuncompress($b))],
    ['oco', 'oco-update.json', 'json_decode', $json],
    ['netinv', 'netinv-result.xml', 'simplexml_load_string', simplexml_load_string(...)],
];

foreach ($work as [$crate, $name, $peer, $decode]) {
    $payload = file_get_contents("$argv[1]/$name");
    $best = INF;
    $end = hrtime(true) + 1e9;
    while (hrtime(true) < $end) {
        $start = hrtime(true);
        $decode($payload);
        $best = min($best, hrtime(true) - $start);
    }
    printf("%-8s %-28s %-28s %9.3f ms\n", $crate, $name, $peer, $best / 1e6);
}
