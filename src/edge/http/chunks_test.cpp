#include "edge/http/chunks.hpp"

#include <gmock/gmock.h>

namespace lofte::edge::http {
namespace {

struct Outcome {
  std::string body;
  std::string left;
  int status = 0;  // of the refusal; 0 when whole, -1 when unfinished
};

Outcome read(std::string const& bytes, std::size_t piece_bytes, std::size_t body_bytes_max = 100) {
  Chunks chunks(body_bytes_max);
  Outcome outcome;
  for (std::size_t at = 0; at < bytes.size();) {
    outcome.left += bytes.substr(at, piece_bytes);
    at += piece_bytes;
    auto const state = chunks.advance(outcome.left, outcome.body);
    if (!state) {
      outcome.status = state.error().status;
      return outcome;
    }
    if (*state == Chunks::State::whole) {
      outcome.left += at < bytes.size() ? bytes.substr(at) : "";
      return outcome;
    }
  }
  outcome.status = -1;
  return outcome;
}

int status_of(std::string const& bytes, std::size_t body_bytes_max = 100) {
  int const at_once = read(bytes, bytes.size(), body_bytes_max).status;
  EXPECT_EQ(at_once, read(bytes, 1, body_bytes_max).status) << "the cut of the bytes matters";
  return at_once;
}

TEST(Chunks, JoinsThemAndLeavesWhatFollows) {
  for (std::size_t const piece : {1UL, 3UL, 100UL}) {
    auto const outcome =
        read("3\r\nabc\r\n0A;name=\"v\"\r\n0123456789\r\n0\r\nX: 1\r\n\r\nGET", piece);
    EXPECT_EQ(outcome.status, 0);
    EXPECT_EQ(outcome.body, "abc0123456789");
    EXPECT_EQ(outcome.left, "GET");
  }
}

TEST(Chunks, MalformedOnesAreRefused) {
  for (auto const* bytes : {"\r\n", "g\r\n", "-1\r\n", "+1\r\na\r\n", "0x1\r\na\r\n", " 1\r\na\r\n",
                            "1\na\n0\n\n", "1\r\nab\r\n", "1\r\na\n0\r\n\r\n", "0\r\nX: a\n\r\n",
                            "0\r\n folded\r\n\r\n", "0\r\nX: a\r\r\n\r\n", "1\rx\r\n"}) {
    EXPECT_EQ(status_of(bytes), 400) << testing::PrintToString(bytes);
  }
}

// Beast's own reader ends the program on these bytes.
TEST(Chunks, ALastChunkWithBytesAfterItIsRefused) {
  EXPECT_EQ(status_of("0\r\nabc\r\n0\r\rG\n\nEPOST / HT.1\r\n"), 400);
}

TEST(Chunks, LimitsHold) {
  EXPECT_EQ(status_of("2\r\nab\r\n2\r\ncd\r\n0\r\n\r\n", 4), 0);
  EXPECT_EQ(status_of("2\r\nab\r\n3\r\n", 4), 413);
  EXPECT_EQ(status_of("ffffffffffffffffff\r\n"), 413);
  EXPECT_EQ(status_of("1;" + std::string(300, 'a')), 431);
  EXPECT_EQ(status_of("0\r\nX: " + std::string(5000, 'a')), 431);
}

TEST(Chunks, UnfinishedOnesWait) {
  for (auto const* bytes : {"1", "1\r", "1\r\n", "1\r\na", "1\r\na\r", "0\r\n", "0\r\nX: 1\r\n"}) {
    EXPECT_EQ(status_of(bytes), -1) << testing::PrintToString(bytes);
  }
}

}  // namespace
}  // namespace lofte::edge::http
