// What people attach to an enquiry: files of a few kinds that are known by how they begin.
//
// Kept in one field of the record, one data URL a line (RFC 2397), so that whoever reads the field
// can open each:
//   data:image/png;name=broken%20stick.png;base64,iVBORw0…
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/wire.hpp"

namespace lofte::shop::enquiries {

inline constexpr std::size_t files_max = 5;                      // of one enquiry
inline constexpr std::size_t files_bytes_max = 5 * 1024 * 1024;  // together
inline constexpr std::size_t file_name_bytes_max = 100;

enum class FileType { pdf, png, jpeg, text };
std::string_view media_type_of(FileType type);  // "application/pdf"

struct Attachment {
  std::string name;  // clean
  FileType type = FileType::text;
  Bytes bytes;
};

// The type that the bytes begin as, if the name's ending says the same; text is UTF-8 without
// control characters. Nullopt for all else. Pure.
std::optional<FileType> file_type_of(std::string_view clean_name, BytesView bytes);

// The last part of a path, without control characters, without those that turn the direction of
// writing, and not too long; its ending stays. Never empty, and no dot first. A clean name stays as
// it is. Pure.
std::string clean_file_name(std::string_view name);

std::string encode(std::vector<Attachment> const& attachments);
// Leaves out what encode() would not have written, and cleans the names.
std::vector<Attachment> decode_attachments(std::string_view text);

}  // namespace lofte::shop::enquiries
