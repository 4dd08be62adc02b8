#include "edge/cli/served_log.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/failure.hpp"

namespace lofte::edge::cli {

using custody::ledger::path_of;
using custody::ledger::SignedCheckpoint;
using custody::ledger::tile_width;
using custody::ledger::TileName;

namespace {

constexpr std::uint64_t ahead_max = 16;
// A bundle of 256 entries, each of at most 65535 bytes after its length.
constexpr std::size_t tile_bytes_max = tile_width * std::size_t{65'537};

std::string without_slash(std::string url) {
  while (url.ends_with('/')) {
    url.pop_back();
  }
  return url;
}

[[noreturn]] void fail_as(FailureKind kind, std::string code, std::string message,
                          std::string remedy) {
  throw Failure(
      kind, {.code = std::move(code), .message = std::move(message), .remedy = std::move(remedy)});
}

[[noreturn]] void refuse_status(std::string const& what, http::ClientResponse const& response) {
  if (response.status == 503 || response.status == 429) {
    fail_as(FailureKind::unavailable, "ledger.server_busy",
            fmt::format("{}: the server is busy (status {})", what, response.status),
            "try again later; with --seen the check goes on from where it is");
  }
  if (auto const to = response.header("location"); to && response.status / 100 == 3) {
    fail_as(FailureKind::unavailable, "ledger.server_answer",
            fmt::format("{}: the server sends us elsewhere (status {})", what, response.status),
            "redirections are not followed; if you trust it, give the address where the log is: " +
                std::string(*to));
  }
  fail_as(FailureKind::unavailable, "ledger.server_answer",
          fmt::format("{}: the server answers with status {}", what, response.status),
          "check the address: the log's checkpoint is at /checkpoint below it");
}

bool is_missing(http::Answered const& answer) {
  return answer && (answer->status == 404 || answer->status == 410);
}

// Bytes of the first `count` entries. Throws as entries_of() does.
Bytes first_entries(BytesView bundle, unsigned count) {
  auto const entries = custody::ledger::entries_of(bundle, tile_width);
  Bytes first;
  for (unsigned i = 0; i < count; ++i) {
    custody::ledger::append_entry(first, entries[i]);
  }
  return first;
}

// What a server sends in a tile's place is refused here, before anybody looks into it.
void expect_shape(std::string const& url, TileName const& name, BytesView bytes) {
  constexpr auto remedy =
      "it may have been cut off on its way: try again; if it stays so, ask the shop";
  if (name.kind == TileName::Kind::entries) {
    try {
      custody::ledger::entries_of(bytes, name.width);
    } catch (Failure const&) {
      fail_as(FailureKind::damaged, "ledger.entries_malformed",
              fmt::format("{}/{} is not {} entries", url, path_of(name), name.width), remedy);
    }
  } else if (bytes.size() != name.width * custody::ledger::hash_bytes) {
    fail_as(FailureKind::damaged, "ledger.tile_malformed",
            fmt::format("{}/{} has {} bytes, and not the {} of its hashes", url, path_of(name),
                        bytes.size(), name.width * custody::ledger::hash_bytes),
            remedy);
  }
}

}  // namespace

bool is_url(std::string_view source) {
  return source.starts_with("https://") || source.starts_with("http://");
}

ServedLog::ServedLog(Place place)
    : url_(without_slash(std::move(place.url))),
      client_({.ca_file = std::move(place.ca_file), .limits = {.body_bytes_max = tile_bytes_max}}) {
}

http::ClientRequest ServedLog::request_for(std::string const& path) const {
  return {.method = http::Method::get, .url = url_ + "/" + path};
}

void ServedLog::lacks(TileName const& name) const {
  fail_as(FailureKind::not_found, "ledger.tile_missing",
          fmt::format("the log at {} lacks {}", url_, path_of(name)),
          "try again; a log without its tiles can't be checked: ask the shop");
}

Bytes ServedLog::content(std::string const& path, http::Answered answer) const {
  std::string const what = url_ + "/" + path;
  if (!answer) {
    Failure const& why = answer.error();
    fail_as(why.kind(), why.code(), fmt::format("asking for {}: {}", path, why.message()),
            why.remedy());
  }
  if (answer->status != 200) {
    refuse_status(what, *answer);
  }
  return std::move(answer->body);
}

SignedCheckpoint ServedLog::checkpoint() const {
  auto answer = client_.ask(request_for("checkpoint"));
  if (is_missing(answer)) {
    fail_as(FailureKind::not_found, "ledger.source_missing", "there is no log at " + url_,
            "give the address that /checkpoint and /tile/ follow; a shop's is "
            "https://shop.example/ledger, and has a checkpoint once it has an entry");
  }
  auto const parsed = SignedCheckpoint::parse(content("checkpoint", std::move(answer)));
  if (!parsed) {
    fail_as(FailureKind::bad_input, "ledger.checkpoint_malformed",
            url_ + "/checkpoint is not a signed checkpoint, or not all of it",
            "check the address: a shop's log is at https://shop.example/ledger");
  }
  size_ = parsed->checkpoint.size;
  return *parsed;
}

// Reading on doubles what is asked for at once; a tile out of turn is asked for alone.
void ServedLog::ask_ahead(TileName const& name, ReadAhead& row) const {
  std::erase_if(ahead_, [&](auto const& tile) {
    return tile.first.kind == name.kind && tile.first.level == name.level;
  });
  row.at_once = name.index == row.next ? std::min(row.at_once * 2, ahead_max) : 1;
  std::vector<TileName> names{name};
  while (names.size() < row.at_once && names.back().width == tile_width) {
    TileName following = name;
    following.index = names.back().index + 1;
    following.width = custody::ledger::width_in(size_, name.level, following.index);
    if (following.width == 0) {
      break;
    }
    names.push_back(following);
  }
  std::vector<http::ClientRequest> requests;
  for (TileName const& each : names) {
    requests.push_back(request_for(path_of(each)));
  }
  auto answers = client_.ask_all(requests);
  for (std::size_t i = 0; i < names.size(); ++i) {
    ahead_.insert_or_assign(names[i], std::move(answers[i]));
  }
}

http::Answered ServedLog::answer_for(TileName const& name) const {
  ReadAhead& row = rows_[{name.kind, name.level}];
  if (!ahead_.contains(name)) {
    ask_ahead(name, row);
  }
  row.next = name.index + 1;
  return std::move(ahead_.extract(name).mapped());
}

// A server may drop a tile that was not full once the full one is there (C2SP tlog-tiles).
Bytes ServedLog::whole_instead(TileName const& name) const {
  TileName whole = name;
  whole.width = tile_width;
  auto answer = client_.ask(request_for(path_of(whole)));
  if (is_missing(answer)) {
    lacks(name);
  }
  Bytes const bytes = content(path_of(whole), std::move(answer));
  expect_shape(url_, whole, bytes);
  return name.kind == TileName::Kind::entries
             ? first_entries(bytes, name.width)
             : bytes.substr(0, name.width * custody::ledger::hash_bytes);
}

Bytes ServedLog::tile(TileName const& name) const {
  auto answer = answer_for(name);
  if (is_missing(answer)) {
    if (name.width == tile_width) {
      lacks(name);
    }
    return whole_instead(name);
  }
  Bytes bytes = content(path_of(name), std::move(answer));
  expect_shape(url_, name, bytes);
  return bytes;
}

}  // namespace lofte::edge::cli
