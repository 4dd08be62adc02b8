// An order as plain rows: customer, order, order lines, an audit row, and their indexes.
#pragma once

#include "bench/invented_orders.hpp"
#include "bench/postgres_peer/connection.hpp"

namespace lofte::bench::postgres_peer {

void create_tables(Connection& connection);

// Readies a connection for write_order.
void prepare_orders(Connection& connection);

// One transaction, sent in one go; durable when it returns. The customer is written too when `who`
// says that they are new.
struct Numbers {
  std::uint64_t order = 0;
  std::uint64_t customer = 0;
};
enum class Customer { known, fresh };
void write_order(Connection& connection, Numbers const& numbers, Customer who,
                 InventedOrder const& order);

// Many orders at once, `per_customer` for each customer, numbered from 0. Before the columns and
// indexes of person_rows.hpp.
void load_orders(Connection& connection, std::uint64_t count, std::uint64_t per_customer, int year);

}  // namespace lofte::bench::postgres_peer
