#include "edge/http/chunks.hpp"

#include <algorithm>
#include <charconv>

#include "edge/http/head_rules.hpp"

namespace lofte::edge::http {
namespace {

std::unexpected<Problem> malformed() {
  return std::unexpected(
      Problem{400, "http.chunk_malformed", "The body's chunks are malformed.", ""});
}

std::unexpected<Problem> too_long(std::string detail) {
  return std::unexpected(Problem{431, "http.chunk_too_long", std::move(detail), ""});
}

// The first line of `bytes`; when it has not ended yet, without the first half of its line end.
std::string_view first_line(std::string_view bytes) {
  auto const end = bytes.find("\r\n");
  std::string_view line = bytes.substr(0, end);
  if (end == std::string_view::npos && line.ends_with('\r')) {
    line.remove_suffix(1);
  }
  return line;
}

}  // namespace

Problem body_too_large(std::size_t body_bytes_max) {
  return {413, "http.body_too_large",
          "The body is larger than " + std::to_string(body_bytes_max) + " bytes.",
          "Send it in smaller parts."};
}

std::expected<Chunks::State, Problem> Chunks::advance(std::string& bytes, std::string& body) {
  std::size_t used = 0;
  bool progress = true;
  while (progress && !whole_) {
    std::string_view const rest = std::string_view(bytes).substr(used);
    std::expected<bool, Problem> moved = true;
    switch (part_) {
      case Part::size:
        moved = read_size(rest, used);
        break;
      case Part::data:
        moved = read_data(rest, used, body);
        break;
      case Part::data_end:
        moved = rest.size() >= 2;
        if (!std::string_view("\r\n").starts_with(rest.substr(0, 2))) {
          return malformed();
        }
        if (*moved) {
          used += 2;
          part_ = Part::size;
        }
        break;
      case Part::trailer:
        moved = read_trailer(rest, used);
        break;
    }
    if (!moved) {
      return std::unexpected(std::move(moved).error());
    }
    progress = *moved;
  }
  bytes.erase(0, used);
  return whole_ ? State::whole : State::unfinished;
}

std::expected<bool, Problem> Chunks::read_size(std::string_view bytes, std::size_t& used) {
  auto const end = bytes.find("\r\n");
  std::string_view const line = first_line(bytes);
  if (line.size() > chunk_line_bytes_max) {
    return too_long("A chunk's size and extensions are too long.");
  }
  if (fault_of_head(line)) {
    return malformed();
  }
  if (end == std::string_view::npos) {
    return false;
  }
  auto const [stop, error] =
      std::from_chars(line.data(), line.data() + line.size(), chunk_left_, 16);
  bool const size_fits = error == std::errc{} && (stop == line.data() + line.size() ||
                                                  std::string_view("; \t").contains(*stop));
  if (error == std::errc::result_out_of_range ||
      (size_fits && chunk_left_ > body_bytes_max_ - body_bytes_)) {
    return std::unexpected(body_too_large(body_bytes_max_));
  }
  if (!size_fits) {
    return malformed();
  }
  body_bytes_ += chunk_left_;
  used += end + 2;
  part_ = chunk_left_ == 0 ? Part::trailer : Part::data;
  return true;
}

bool Chunks::read_data(std::string_view bytes, std::size_t& used, std::string& body) {
  auto const count = std::min(bytes.size(), chunk_left_);
  body.append(bytes.substr(0, count));
  used += count;
  chunk_left_ -= count;
  if (chunk_left_ == 0) {
    part_ = Part::data_end;
  }
  return count > 0;
}

std::expected<bool, Problem> Chunks::read_trailer(std::string_view bytes, std::size_t& used) {
  auto const end = bytes.find("\r\n");
  std::string_view const line = first_line(bytes);
  if (trailer_bytes_ + line.size() > trailer_bytes_max) {
    return too_long("The fields after the body are too long.");
  }
  if (fault_of_head(line)) {
    return malformed();
  }
  if (end == std::string_view::npos) {
    return false;
  }
  used += end + 2;
  trailer_bytes_ += end + 2;
  whole_ = line.empty();
  return true;
}

}  // namespace lofte::edge::http
