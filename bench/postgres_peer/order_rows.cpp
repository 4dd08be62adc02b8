#include "bench/postgres_peer/order_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace lofte::bench::postgres_peer {

namespace {

constexpr char const* tables = R"(
CREATE TABLE customer (
  id bigint PRIMARY KEY,
  registration_number text NOT NULL UNIQUE,
  name text, address text, phone text, email text, birth_date date,
  created timestamptz NOT NULL DEFAULT now());
CREATE INDEX customer_email ON customer (email);
CREATE TABLE shop_order (
  id bigint PRIMARY KEY,
  customer_id bigint NOT NULL REFERENCES customer,
  number text NOT NULL UNIQUE,
  name text, delivery_address text, phone text, email text, birth_date date,
  payment_option text, ip text, registration_number text,
  placed date, completed date);
CREATE INDEX shop_order_customer ON shop_order (customer_id);
CREATE INDEX shop_order_completed ON shop_order (completed);
CREATE TABLE order_line (
  order_id bigint NOT NULL REFERENCES shop_order ON DELETE CASCADE,
  line smallint NOT NULL,
  article text NOT NULL, quantity int NOT NULL, price numeric(12, 2) NOT NULL,
  PRIMARY KEY (order_id, line));
CREATE TABLE audit (
  at timestamptz NOT NULL DEFAULT now(),
  customer_id bigint NOT NULL, order_id bigint, what text NOT NULL);
CREATE INDEX audit_customer ON audit (customer_id, at);
)";

std::string price_of(InventedLine const& line) {
  return fmt::format("{}.{:02}", line.price_ore / 100, line.price_ore % 100);
}

// An array of PostgreSQL's, of what `text_of` says about each line.
template <typename TextOf>
std::string array_of(std::vector<InventedLine> const& lines, TextOf text_of) {
  std::string text = "{";
  for (InventedLine const& line : lines) {
    fmt::format_to(std::back_inserter(text), "{}{}", text.size() == 1 ? "" : ",", text_of(line));
  }
  return text + "}";
}

constexpr std::uint64_t orders_per_copy = 20'000;

struct Copied {
  std::string customers;
  std::string orders;
  std::string lines;
  std::string audit;
};

void add(Copied& copied, Numbers const& numbers, Customer who, InventedOrder const& order) {
  if (who == Customer::fresh) {
    fmt::format_to(std::back_inserter(copied.customers), "{}\t{}\t{}\t{}\t{}\t{}\t{}\n",
                   numbers.customer, order.registration_number, order.name, order.address,
                   order.phone, order.email, order.birth_date);
  }
  fmt::format_to(std::back_inserter(copied.orders),
                 "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", numbers.order,
                 numbers.customer, order.number, order.name, order.address, order.phone,
                 order.email, order.birth_date, order.payment_option, order.ip,
                 order.registration_number, to_string(order.placed), to_string(order.completed));
  for (std::size_t line = 0; line < order.lines.size(); ++line) {
    fmt::format_to(std::back_inserter(copied.lines), "{}\t{}\t{}\t{}\t{}\n", numbers.order, line,
                   order.lines[line].article, order.lines[line].quantity,
                   price_of(order.lines[line]));
  }
  fmt::format_to(std::back_inserter(copied.audit), "{}\t{}\tplaced\n", numbers.customer,
                 numbers.order);
}

}  // namespace

void create_tables(Connection& connection) {
  connection.execute(tables);
}

void prepare_orders(Connection& connection) {
  connection.prepare("begin", "BEGIN");
  connection.prepare("commit", "COMMIT");
  connection.prepare("customer",
                     "INSERT INTO customer (id, registration_number, name, address, phone, email, "
                     "birth_date) VALUES ($1, $2, $3, $4, $5, $6, $7)");
  connection.prepare("order",
                     "INSERT INTO shop_order VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, "
                     "$12, $13)");
  connection.prepare("lines",
                     "INSERT INTO order_line SELECT $1, line, article, quantity, price FROM "
                     "unnest($2::text[], $3::int[], $4::numeric[]) WITH ORDINALITY AS lines "
                     "(article, quantity, price, line)");
  connection.prepare("audit",
                     "INSERT INTO audit (customer_id, order_id, what) VALUES ($1, $2, $3)");
}

void write_order(Connection& connection, Numbers const& numbers, Customer who,
                 InventedOrder const& order) {
  std::string const id = std::to_string(numbers.order);
  std::string const customer = std::to_string(numbers.customer);
  connection.queue("begin");
  if (who == Customer::fresh) {
    connection.queue("customer",
                     std::array{customer, order.registration_number, order.name, order.address,
                                order.phone, order.email, order.birth_date});
  }
  connection.queue("order", std::array{id, customer, order.number, order.name, order.address,
                                       order.phone, order.email, order.birth_date,
                                       order.payment_option, order.ip, order.registration_number,
                                       to_string(order.placed), to_string(order.completed)});
  connection.queue(
      "lines",
      std::array{id, array_of(order.lines, [](InventedLine const& line) { return line.article; }),
                 array_of(order.lines, [](InventedLine const& line) { return line.quantity; }),
                 array_of(order.lines, price_of)});
  connection.queue("audit", std::array{customer, id, std::string("placed")});
  connection.queue("commit");
  connection.finish();
}

void load_orders(Connection& connection, std::uint64_t count, std::uint64_t per_customer,
                 int year) {
  for (std::uint64_t first = 0; first < count; first += orders_per_copy) {
    Copied copied;
    for (auto n = first; n < std::min(count, first + orders_per_copy); ++n) {
      std::uint64_t const customer = n / per_customer;
      add(copied, {.order = n, .customer = customer},
          n % per_customer == 0 ? Customer::fresh : Customer::known,
          invented_order(n, customer, year));
    }
    connection.copy("customer (id, registration_number, name, address, phone, email, birth_date)",
                    copied.customers);
    connection.copy("shop_order", copied.orders);
    connection.copy("order_line", copied.lines);
    connection.copy("audit (customer_id, order_id, what)", copied.audit);
  }
  connection.execute("VACUUM ANALYZE");
}

}  // namespace lofte::bench::postgres_peer
