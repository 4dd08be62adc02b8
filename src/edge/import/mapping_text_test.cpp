#include "edge/import/mapping_text.hpp"

#include <gtest/gtest.h>

namespace lofte::edge::import {
namespace {

TEST(MappingText, FillsBracesOnly) {
  EXPECT_FALSE(parse_template("a {b").has_value());
  EXPECT_FALSE(parse_template("a }").has_value());
  EXPECT_FALSE(parse_template("{}").has_value());
  EXPECT_FALSE(parse_template("{a{b}}").has_value());
  auto const text = parse_template("åå {{x}} {b}").value();
  ASSERT_EQ(text.parts.size(), 1u);
  EXPECT_EQ(text.parts[0].text, "åå {x} ");
  EXPECT_EQ(text.parts[0].column, "b");
  EXPECT_EQ(text.parts[0].offset, 10u);
}

}  // namespace
}  // namespace lofte::edge::import
