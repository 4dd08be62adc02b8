#include "bench/postgres_peer/cluster.hpp"

#include <fmt/format.h>
#include <stdlib.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>

namespace lofte::bench::postgres_peer {

namespace fs = std::filesystem;

namespace {

constexpr char const* programs = "/usr/lib/postgresql/15/bin/";

// As advised for a machine of its own with a few gigabytes: a quarter of eight for shared buffers,
// checkpoints far apart. No TCP: the socket is faster.
constexpr char const* settings = R"(
listen_addresses = ''
max_connections = 100
shared_buffers = 2GB
effective_cache_size = 6GB
work_mem = 64MB
maintenance_work_mem = 512MB
wal_buffers = 64MB
max_wal_size = 8GB
checkpoint_timeout = 15min
checkpoint_completion_target = 0.9
fsync = on
synchronous_commit = on
full_page_writes = on
wal_level = replica
random_page_cost = 1.1
jit = off
)";

void run(std::string const& command) {
  std::string const line = (::geteuid() == 0 ? "runuser -u postgres -- " : "") + command;
  if (std::system((line + " > /dev/null").c_str()) != 0) {
    throw std::runtime_error("this failed: " + line);
  }
}

}  // namespace

Cluster::Cluster(fs::path const& parent) : folder_(parent / "postgres") {
  fs::create_directory(folder_);
  if (::geteuid() == 0) {
    fs::permissions(parent, fs::perms::owner_all | fs::perms::others_exec);
    if (std::system(fmt::format("chown postgres {}", folder_.string()).c_str()) != 0) {
      throw std::runtime_error("there is no user postgres");
    }
  }
  fs::path const data = folder_ / "data";
  run(fmt::format("{}initdb --pgdata={} --auth=trust --encoding=UTF8 --locale=C --username=bench",
                  programs, data.string()));
  std::ofstream(data / "postgresql.conf", std::ios::app)
      << settings << "unix_socket_directories = '" << folder_.string() << "'\n";
  run(fmt::format("{}pg_ctl --pgdata={} --log={} --wait start", programs, data.string(),
                  (folder_ / "log").string()));
}

Cluster::~Cluster() {
  try {
    run(fmt::format("{}pg_ctl --pgdata={} --mode=immediate stop", programs,
                    (folder_ / "data").string()));
  } catch (std::exception const& exception) {
    fmt::print(stderr, "{}\n", exception.what());
  }
}

std::string Cluster::connection_string() const {
  return fmt::format("host={} user=bench dbname=postgres", folder_.string());
}

void Cluster::run_program(std::string const& program, std::string const& arguments) const {
  std::string const line = fmt::format("PGHOST={} PGUSER=bench PGDATABASE=postgres {}{} {}",
                                       folder_.string(), programs, program, arguments);
  if (std::system((line + " > /dev/null").c_str()) != 0) {
    throw std::runtime_error("this failed: " + line);
  }
}

}  // namespace lofte::bench::postgres_peer
