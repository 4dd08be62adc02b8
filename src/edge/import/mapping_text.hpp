// A text made from a row: "guest {InvoiceNo}". What stands in braces is a column; {{ and }} are
// braces.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace lofte::edge::import {

struct TextTemplate {
  struct Part {
    std::string text;        // as it is, before the column
    std::string column;      // "": none
    std::size_t offset = 0;  // of the column's name, in characters from the template's start
  };
  std::vector<Part> parts;

  bool has_columns() const;
};

// Or what is wrong with it.
std::expected<TextTemplate, std::string> parse_template(std::string_view text);

}  // namespace lofte::edge::import
