#include "bench/postgres_peer/person_rows.hpp"

#include <fmt/format.h>

#include <array>

namespace lofte::bench::postgres_peer {

namespace {

// Two calendar years for the contract, seven for bookkeeping, three for the rest, as
// policies/usbstars.toml says of the year 2025.
constexpr char const* purposes = R"(
ALTER TABLE shop_order
  ADD purposes text[] NOT NULL DEFAULT '{contract,bookkeeping,account}',
  ADD held_until date NOT NULL DEFAULT '2032-12-31';
ALTER TABLE customer
  ADD purposes text[] NOT NULL DEFAULT '{account,service_messages,marketing}',
  ADD held_until date NOT NULL DEFAULT '2028-12-31';
CREATE INDEX shop_order_purposes ON shop_order USING gin (purposes);
CREATE INDEX shop_order_held_until ON shop_order (held_until);
CREATE INDEX customer_purposes ON customer USING gin (purposes);
CREATE INDEX customer_held_until ON customer (held_until);
CREATE TABLE standing (
  customer_id bigint REFERENCES customer ON DELETE CASCADE, purpose text, state text NOT NULL,
  changed timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (customer_id, purpose));
CREATE INDEX standing_purpose ON standing (purpose);
)";

constexpr std::array statements = {
    std::pair{"begin", "BEGIN"},
    std::pair{"commit", "COMMIT"},
    std::pair{"audit", "INSERT INTO audit (customer_id, order_id, what) VALUES ($1, $2, $3)"},
    std::pair{"person", "SELECT * FROM customer WHERE id = $1"},
    std::pair{"orders", "SELECT * FROM shop_order WHERE customer_id = $1"},
    std::pair{"lines",
              "SELECT l.* FROM order_line l JOIN shop_order o ON o.id = l.order_id WHERE "
              "o.customer_id = $1"},
    std::pair{"orders_for",
              "SELECT * FROM shop_order WHERE customer_id = $1 AND purposes @> ARRAY[$2]"},
    std::pair{"lines_for",
              "SELECT l.* FROM order_line l JOIN shop_order o ON o.id = l.order_id WHERE "
              "o.customer_id = $1 AND o.purposes @> ARRAY[$2]"},
    // Bookkeeping goes on: the law says so.
    std::pair{"erase_orders",
              "UPDATE shop_order SET purposes = '{bookkeeping}', birth_date = NULL, "
              "payment_option = NULL, ip = NULL, registration_number = NULL WHERE customer_id = "
              "$1"},
    std::pair{"erase_customer",
              "UPDATE customer SET purposes = '{}', name = NULL, address = NULL, phone = NULL, "
              "email = NULL, birth_date = NULL, held_until = now() WHERE id = $1"},
    std::pair{"say",
              "INSERT INTO standing (customer_id, purpose, state) VALUES ($1, $2, $3) ON CONFLICT "
              "(customer_id, purpose) DO UPDATE SET state = excluded.state, changed = now()"},
    std::pair{"end_marketing",
              "UPDATE customer SET purposes = array_remove(purposes, 'marketing'), birth_date = "
              "NULL WHERE id = $1"},
    std::pair{"phone", "UPDATE shop_order SET phone = $2 WHERE id = $1"},
};

// Ends the transaction with a row of the audit trail.
void conclude(Connection& connection, std::string const& customer, std::string const& what) {
  connection.queue("audit", std::array{customer, std::string("0"), what});
  connection.queue("commit");
  connection.finish();
}

}  // namespace

void add_purposes(Connection& connection) {
  connection.execute(purposes);
  connection.execute("VACUUM ANALYZE");
}

void prepare_person(Connection& connection) {
  for (auto const& [name, sql] : statements) {
    connection.prepare(name, sql);
  }
}

std::uint64_t read_person(Connection& connection, std::uint64_t customer) {
  std::array const id{std::to_string(customer)};
  connection.queue("person", id);
  connection.queue("orders", id);
  connection.queue("lines", id);
  return connection.finish();
}

std::uint64_t read_person_for_contract(Connection& connection, std::uint64_t customer) {
  std::array const parameters{std::to_string(customer), std::string("contract")};
  connection.queue("orders_for", parameters);
  connection.queue("lines_for", parameters);
  return connection.finish();
}

void erase_person(Connection& connection, std::uint64_t customer) {
  std::array const id{std::to_string(customer)};
  connection.queue("begin");
  connection.queue("erase_orders", id);
  connection.queue("erase_customer", id);
  conclude(connection, id[0], "erased");
}

void object_to_marketing(Connection& connection, std::uint64_t customer) {
  std::array const id{std::to_string(customer)};
  connection.queue("begin");
  connection.queue("say", std::array{id[0], std::string("marketing"), std::string("objected")});
  connection.queue("end_marketing", id);
  conclude(connection, id[0], "objected");
}

void change_phone(Connection& connection, std::uint64_t customer, std::uint64_t order) {
  connection.queue("begin");
  connection.queue("phone", std::array{std::to_string(order), std::string("070-1234567")});
  conclude(connection, std::to_string(customer), "rectified");
}

void consent_to_newsletter(Connection& connection, std::uint64_t customer) {
  std::string const id = std::to_string(customer);
  connection.queue("begin");
  connection.queue("say", std::array{id, std::string("newsletter"), std::string("given")});
  conclude(connection, id, "consented");
}

std::uint64_t stream_bookkeeping(Connection& connection, unsigned half) {
  return connection.stream(
      fmt::format("SELECT o.id, o.name, o.delivery_address, o.phone, o.email, o.completed, "
                  "(SELECT string_agg(l.quantity || ' ' || l.article || ' ' || l.price, ';') FROM "
                  "order_line l WHERE l.order_id = o.id) FROM shop_order o WHERE o.purposes @> "
                  "'{{bookkeeping}}' AND o.id % 2 = {}",
                  half)
          .c_str());
}

void delete_lapsed(Connection& connection, char const* today) {
  connection.execute(fmt::format("DELETE FROM shop_order WHERE held_until < '{}'", today).c_str());
  connection.execute(fmt::format("DELETE FROM customer WHERE held_until < '{}'", today).c_str());
}

}  // namespace lofte::bench::postgres_peer
