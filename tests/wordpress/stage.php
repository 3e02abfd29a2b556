<?php
// A stage that plays WordPress and WooCommerce for one plugin: `php -S HOST:PORT stage.php`, with the plugin's folder in PLACET_PLUGIN
// and a folder for what it remembers in PLACET_STAGE. Functions have the names, arguments and results of the real ones, as far as the
// plugin needs them. What a visitor's session holds stands in a file named by their cookie; orders in files named by their numbers.

define('ABSPATH', __DIR__ . '/');
$folder = getenv('PLACET_STAGE');
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);

// The plugin's own files, as the shop's server has them.
if (preg_match('#^/wp-content/plugins/[\w-]+/([\w-]+\.js)$#', $path, $asked)) {
    header('content-type: text/javascript; charset=utf-8');
    readfile(getenv('PLACET_PLUGIN') . "/$asked[1]");
    exit;
}
if ($path === '/favicon.ico') {
    http_response_code(204);
    exit;
}

// WordPress: hooks.
$hooks = [];
function add_action(string $name, callable $does, int $priority = 10, int $arguments = 1): void {
    global $hooks;
    $hooks[$name][$priority][] = [$does, $arguments];
    ksort($hooks[$name]);
}
function do_action(string $name, ...$given): void {
    global $hooks;
    foreach ($hooks[$name] ?? [] as $at) {
        foreach ($at as [$does, $arguments]) {
            $does(...array_slice($given, 0, $arguments));
        }
    }
}

// WordPress: texts, addresses, answers.
function esc_html(string $text): string { return htmlspecialchars($text, ENT_QUOTES); }
function esc_attr(string $text): string { return htmlspecialchars($text, ENT_QUOTES); }
function esc_url(string $url): string { return htmlspecialchars($url, ENT_QUOTES); }
function wp_json_encode($value, int $flags = 0) { return json_encode($value, $flags); }
function wp_send_json($value): void {
    header('content-type: application/json; charset=UTF-8');
    echo json_encode($value);
    close();
    exit;
}
function wp_print_inline_script_tag(string $text): void { echo "<script>\n$text\n</script>\n"; }
function home(): string { return 'http://' . $_SERVER['HTTP_HOST']; }
function plugins_url(string $file, string $of): string { return home() . '/wp-content/plugins/' . basename(dirname($of)) . "/$file"; }
function get_locale(): string { return 'en_US'; }
function get_search_query(bool $escaped = true): string { return $escaped ? esc_attr($_GET['s']) : $_GET['s']; }
function get_queried_object_id(): int { return (int) ($GLOBALS['queried'] ?? 0); }
function is_search(): bool { return isset($_GET['s']); }

/** A request of the server's own; an array as `wp_remote_post` answers, or what stands for its `WP_Error`. */
function wp_remote_post(string $url, array $args) {
    $headers = [];
    foreach ($args['headers'] as $name => $value) {
        $headers[] = "$name: $value";
    }
    // Names below `localhost` lead to this machine in a browser alone.
    $url = preg_replace('#//[a-z.]+\.localhost:#', '//127.0.0.1:', $url);
    $http = ['method' => 'POST', 'header' => $headers, 'content' => $args['body'], 'ignore_errors' => true, 'timeout' => 5];
    $body = @file_get_contents($url, false, stream_context_create(['http' => $http]));
    if ($body === false) {
        return null;
    }
    return ['code' => (int) explode(' ', $http_response_header[0])[1], 'body' => $body];
}
function wp_remote_retrieve_response_code($answer) { return $answer['code'] ?? ''; }

// Action Scheduler: what is put in its queue is done when the page is, and what is put off is written down.
$queue = [];
function as_enqueue_async_action(string $hook, array $args): void { $GLOBALS['queue'][] = [$hook, $args]; }
function as_schedule_single_action(int $at, string $hook, array $args): void {
    remember('put-off', array_merge(recall('put-off', []), [[$at - time(), $hook, $args]]));
}
function close(): void {
    WC()->session->save();
    while ($next = array_shift($GLOBALS['queue'])) {
        do_action($next[0], ...$next[1]);
    }
}

function recall(string $name, $otherwise) {
    global $folder;
    return is_file("$folder/$name") ? unserialize(file_get_contents("$folder/$name")) : $otherwise;
}
function remember(string $name, $value): void {
    global $folder;
    file_put_contents("$folder/$name", serialize($value));
}

// WooCommerce: products, the cart, the session.
class WC_Product {
    public function __construct(
        private int $id, private string $sku, public string $name, private string $price,
        private string $type = 'simple', private array $children = [], private string $inherited = ''
    ) {}
    public function get_id(): int { return $this->id; }
    /** To be seen, a variation without an SKU has its parent's. */
    public function get_sku(string $context = 'view'): string {
        return $this->sku ?: ($context === 'view' ? $this->inherited : '');
    }
    public function get_price(): string { return $this->price; }
    public function is_type(string $type): bool { return $this->type === $type; }
    public function get_children(): array { return $this->children; }
}
const PRODUCTS = [
    7 => [7, 'hat-7', 'Hat "Gale" </script>', '12.5'],
    8 => [8, 'shirt', 'Shirt', '', 'variable', [9]],
    9 => [9, '', 'Shirt, L', '30', 'variation', [], 'shirt'],
];
function wc_get_product($id) { return isset(PRODUCTS[$id]) ? new WC_Product(...PRODUCTS[$id]) : false; }
function wc_get_price_to_display(WC_Product $product): float { return (float) $product->get_price(); }
function wc_get_price_decimals(): int { return 2; }
function get_woocommerce_currency(): string { return 'EUR'; }
function wc_get_checkout_url(): string { return home() . '/checkout/'; }
function wc_get_is_paid_statuses(): array { return ['processing', 'completed']; }

class WC_Session {
    private array $data;
    public function __construct(private string $id) { $this->data = recall("session-$id", []); }
    public function get(string $key, $default = null) { return $this->data[$key] ?? $default; }
    public function set(string $key, $value): void { $this->data[$key] = $value; }
    public function save(): void { remember("session-$this->id", $this->data); }
}
class WC_Cart {
    /** @return array<string, array{data: WC_Product, quantity: int}> */
    public function get_cart(): array {
        $lines = [];
        foreach (WC()->session->get('cart', []) as $id => $quantity) {
            $lines["key-$id"] = ['data' => wc_get_product($id), 'quantity' => $quantity];
        }
        return $lines;
    }
    public function set(int $id, int $quantity): void {
        $lines = WC()->session->get('cart', []);
        $lines[$id] = $quantity;
        WC()->session->set('cart', array_filter($lines));
    }
    public function get_total(string $context = 'view') {
        $lines = array_map(fn ($line) => $line['data']->get_price() * $line['quantity'], $this->get_cart());
        return $context === 'edit' ? array_sum($lines) : '&euro;' . array_sum($lines);
    }
    public function empty_cart(): void {
        WC()->session->set('cart', []);
        do_action('woocommerce_cart_emptied', true);
    }
}
class WooCommerce {
    public ?WC_Session $session;
    public ?WC_Cart $cart;
}
function WC(): WooCommerce {
    static $shop;
    return $shop ??= new WooCommerce();
}
class WC_AJAX {
    public static function get_endpoint(string $name): string { return "/?wc-ajax=$name"; }
}

// WooCommerce: orders.
class WC_Order_Item_Product {
    public function __construct(public int $id, private int $quantity) {}
    public function get_product() { return wc_get_product($this->id); }
    public function get_quantity(): int { return $this->quantity; }
}
class WC_Order {
    public array $meta = [];
    private string $status = 'pending';
    public function __construct(private int $id, private array $lines, private array $billing) {}
    public function get_id(): int { return $this->id; }
    public function get_order_number(): string { return (string) $this->id; }
    public function get_currency(): string { return 'EUR'; }
    public function get_total(): string {
        return (string) array_sum(array_map(fn ($line) => $line->get_product()->get_price() * $line->get_quantity(), $this->lines));
    }
    public function get_items(): array { return $this->lines; }
    public function get_item_total($line, bool $with_tax = false, bool $round = true): float { return (float) $line->get_product()->get_price(); }
    public function get_billing_email(): string { return $this->billing['email']; }
    public function get_billing_country(): string { return $this->billing['country']; }
    public function has_status(string $status): bool { return $this->status === $status; }
    public function get_meta(string $key) { return $this->meta[$key] ?? ''; }
    public function update_meta_data(string $key, $value): void { $this->meta[$key] = $value; }
    public function delete_meta_data(string $key): void { unset($this->meta[$key]); }
    public function save(): void { remember("order-$this->id", $this); }
    public function update_status(string $to): void {
        $from = $this->status;
        $this->status = $to;
        $this->save();
        do_action('woocommerce_order_status_changed', $this->id, $from, $to, $this);
    }
}
function wc_get_order($id) { return recall('order-' . (int) $id, false); }
function woocommerce_register_additional_checkout_field(array $field): void {
    remember('field', $field);
}

// The pages that there are.
$endpoint = (string) ($_GET['wc-ajax'] ?? '');
$is = fn (string $what): bool => (bool) preg_match(
    ['product' => '#^/product/#', 'cart' => '#^/cart/$#', 'checkout' => '#^/checkout/#', 'thanks' => '#^/checkout/order-received/#'][$what],
    $path
);
function is_product(): bool { return $GLOBALS['is']('product'); }
function is_cart(): bool { return $GLOBALS['is']('cart'); }
function is_checkout(): bool { return $GLOBALS['is']('checkout'); }
function is_wc_endpoint_url(): bool { return $GLOBALS['is']('thanks'); }

require getenv('PLACET_PLUGIN') . '/wp-config.php';
require getenv('PLACET_PLUGIN') . '/placet.php';
do_action('before_woocommerce_init');
do_action('woocommerce_init');
$visitor = preg_replace('/\W/', '', $_COOKIE['stage_session'] ?? bin2hex(random_bytes(8)));
setcookie('stage_session', $visitor, ['path' => '/', 'httponly' => true]);
WC()->session = new WC_Session($visitor);
WC()->cart = new WC_Cart();

function go(string $to): void {
    close();
    header("location: $to", true, 303);
    exit;
}

// What a visitor does: AJAX, forms, and at last what the shop does to an order.
if ($endpoint === 'add_to_cart') {
    $id = (int) $_POST['product_id'];
    WC()->cart->set($id, (WC()->session->get('cart', [])[$id] ?? 0) + (int) $_POST['quantity']);
    wp_send_json(['fragments' => []]);
} elseif ($endpoint !== '') {
    do_action("wc_ajax_$endpoint");
} elseif (is_cart() && $_SERVER['REQUEST_METHOD'] === 'POST') {
    WC()->cart->set((int) $_POST['product_id'], (int) $_POST['quantity']);
    go('/cart/');
} elseif ($path === '/checkout/' && $_SERVER['REQUEST_METHOD'] === 'POST') {
    $lines = [];
    foreach (WC()->session->get('cart', []) as $id => $quantity) {
        $lines[] = new WC_Order_Item_Product($id, $quantity);
    }
    $order = new WC_Order((int) $_POST['number'], $lines, ['email' => $_POST['billing_email'], 'country' => 'RO']);
    do_action('woocommerce_checkout_create_order', $order, $_POST);
    $order->save();
    // Paid before the page that thanks: the server tells it first.
    $order->update_status('processing');
    WC()->cart->empty_cart();
    go('/checkout/order-received/' . $order->get_id() . '/');
} elseif (preg_match('#^/stage/order/(\d+)/([a-z]+)$#', $path, $asked)) {
    wc_get_order($asked[1])->update_status($asked[2]);
    close();
    exit('done');
} elseif ($path === '/stage/field') {
    exit(json_encode(recall('field', null)));
} elseif ($path === '/stage/put-off') {
    exit(json_encode(recall('put-off', [])));
}

if (is_product()) {
    $GLOBALS['queried'] = ['hat' => 7, 'shirt' => 8][basename($path)];
}
header('content-type: text/html; charset=utf-8');
?>
<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>A stage</title>
<script>
// As much of jQuery as WooCommerce's events need.
window.jQuery = (element) => ({
  on: (names, hears) => names.split(" ").forEach((name) => element.addEventListener(name, hears)),
  trigger: (name) => element.dispatchEvent(new Event(name)),
});
</script>
<?php do_action('wp_head'); ?>
</head>
<body>
<?php if (is_product()): ?>
<button id="add">Add to cart</button>
<script>
document.querySelector("#add").addEventListener("click", async () => {
  const body = new URLSearchParams({ product_id: <?= $GLOBALS['queried'] === 8 ? 9 : 7 ?>, quantity: 2 });
  await fetch("/?wc-ajax=add_to_cart", { method: "POST", body });
  jQuery(document.body).trigger("added_to_cart");
});
</script>
<?php elseif (is_cart()): ?>
<form method="post">
<input type="hidden" name="product_id" value="7"><input name="quantity" aria-label="Quantity" value="<?= WC()->session->get('cart', [])[7] ?? 0 ?>">
<button>Update cart</button>
</form>
<?php elseif ($path === '/checkout/'): ?>
<form method="post">
<input type="hidden" name="number" value="<?= (int) ($_GET['number'] ?? 1001) ?>">
<label>E-mail <input name="billing_email" value="ana@shopper.example"></label>
<?php do_action('woocommerce_review_order_before_submit'); ?>
<button>Place order</button>
</form>
<?php elseif ($is('thanks')): ?>
<h1>Thank you</h1>
<?php do_action('woocommerce_thankyou', (int) basename($path)); endif; ?>
<footer><button data-placet-choices>Cookie choices</button></footer>
<?php do_action('wp_footer'); close(); ?>
</body>
</html>
