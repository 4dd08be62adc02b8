// Reads what a browser sends of a form that has files: multipart/form-data (RFC 7578).
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "base/wire.hpp"

namespace lofte::edge::upload {

// Of a form.
inline constexpr std::size_t parts_max = 64;
inline constexpr std::size_t field_bytes_max = 256 * 1024;

struct Field {
  std::string name;
  std::string value;  // UTF-8, without control characters but tabs and line ends
};

// As it was sent: neither name nor content is to be trusted.
struct File {
  std::string field;  // that it was chosen for
  std::string name;   // never empty: a field without a file is left out
  Bytes bytes;
};

// Personal, all of it.
struct Multipart {
  std::vector<Field> fields;
  std::vector<File> files;
};

enum class Fault {
  not_multipart,   // the content type says something else, or no boundary
  malformed,       // a part without a name, parts in parts, a field given twice or not UTF-8
  too_many_parts,  // more than parts_max
  field_too_large  // more than field_bytes_max
};

// Whether a body of this content type is one. Pure.
bool is_multipart(std::string_view content_type);

// Pure. As many bytes as come in are held once more.
std::expected<Multipart, Fault> read_multipart(std::string_view content_type, BytesView body);

}  // namespace lofte::edge::upload
