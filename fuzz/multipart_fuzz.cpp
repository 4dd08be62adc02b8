// Whatever a form's body looks like: it is read within its bounds, or refused.
#include <algorithm>

#include "base/failure.hpp"
#include "edge/upload/multipart.hpp"

namespace {

using namespace lofte;
using namespace lofte::edge;

void read(std::string_view content_type, BytesView body) {
  auto const form = upload::read_multipart(content_type, body);
  if (!form) {
    return;
  }
  require(form->fields.size() + form->files.size() <= upload::parts_max, "parts are bounded");
  for (auto const& field : form->fields) {
    require(field.value.size() <= upload::field_bytes_max, "a field is bounded");
  }
  for (auto const& file : form->files) {
    require(!file.name.empty(), "a file has a name");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size) {
  BytesView const bytes(reinterpret_cast<char const*>(data), size);
  read("multipart/form-data; boundary=b", bytes);
  std::size_t const end = std::min(bytes.find('\n'), bytes.size());
  read("multipart/form-data; " + std::string(bytes.substr(0, end)),
       bytes.substr(std::min(end + 1, bytes.size())));
  return 0;
}
