#include "bench/postgres_peer/connection.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace lofte::bench::postgres_peer {

namespace {

using Result = std::unique_ptr<PGresult, decltype([](PGresult* result) { PQclear(result); })>;

bool is_good(PGresult const* result) {
  auto const status = PQresultStatus(result);
  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_SINGLE_TUPLE ||
         status == PGRES_PIPELINE_SYNC || status == PGRES_COPY_IN;
}

}  // namespace

void Connection::fail() const {
  throw std::runtime_error(std::string("PostgreSQL says: ") + PQerrorMessage(connection_.get()));
}

Connection::Connection(std::string const& connection_string)
    : connection_(PQconnectdb(connection_string.c_str())) {
  if (PQstatus(connection_.get()) != CONNECTION_OK) {
    fail();
  }
}

void Connection::execute(char const* sql) {
  Result const result(PQexec(connection_.get(), sql));
  if (!is_good(result.get())) {
    fail();
  }
}

void Connection::prepare(char const* name, char const* sql) {
  Result const result(PQprepare(connection_.get(), name, sql, 0, nullptr));
  if (!is_good(result.get())) {
    fail();
  }
}

void Connection::queue(char const* name, std::span<std::string const> parameters) {
  if (queued_ == 0 && PQenterPipelineMode(connection_.get()) != 1) {
    fail();
  }
  std::vector<char const*> values;
  for (std::string const& parameter : parameters) {
    values.push_back(parameter.c_str());
  }
  if (PQsendQueryPrepared(connection_.get(), name, static_cast<int>(values.size()), values.data(),
                          nullptr, nullptr, 0) != 1) {
    fail();
  }
  ++queued_;
}

std::uint64_t Connection::finish() {
  if (PQpipelineSync(connection_.get()) != 1) {
    fail();
  }
  std::uint64_t rows = 0;
  for (; queued_ > 0; --queued_) {
    while (Result const result{PQgetResult(connection_.get())}) {
      if (!is_good(result.get())) {
        fail();
      }
      rows += static_cast<std::uint64_t>(PQntuples(result.get()));
    }
  }
  Result const sync(PQgetResult(connection_.get()));
  if (!is_good(sync.get()) || PQexitPipelineMode(connection_.get()) != 1) {
    fail();
  }
  return rows;
}

std::uint64_t Connection::stream(char const* sql) {
  if (PQsendQuery(connection_.get(), sql) != 1 || PQsetSingleRowMode(connection_.get()) != 1) {
    fail();
  }
  std::uint64_t rows = 0;
  std::size_t bytes = 0;
  while (Result const result{PQgetResult(connection_.get())}) {
    if (!is_good(result.get())) {
      fail();
    }
    for (int row = 0; row < PQntuples(result.get()); ++row) {
      ++rows;
      for (int column = 0; column < PQnfields(result.get()); ++column) {
        bytes += std::string_view(PQgetvalue(result.get(), row, column)).size();
      }
    }
  }
  return bytes > 0 ? rows : 0;
}

void Connection::copy(char const* table, std::string_view text) {
  execute(fmt::format("COPY {} FROM STDIN", table).c_str());
  if (PQputCopyData(connection_.get(), text.data(), static_cast<int>(text.size())) != 1 ||
      PQputCopyEnd(connection_.get(), nullptr) != 1) {
    fail();
  }
  while (Result const result{PQgetResult(connection_.get())}) {
    if (!is_good(result.get())) {
      fail();
    }
  }
}

}  // namespace lofte::bench::postgres_peer
