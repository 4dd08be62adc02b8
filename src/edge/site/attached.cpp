#include "edge/site/attached.hpp"

#include "edge/pages/paths.hpp"
#include "edge/site/typed.hpp"

namespace lofte::edge::site {

namespace fields = pages::fields;
using pages::Fault;
using shop::enquiries::Attachment;

std::vector<Attachment> attached(Form const& form, std::vector<pages::FormFault>& faults) {
  auto const wrong = [&](Fault fault) {
    faults.push_back({.field = std::string(fields::files), .fault = fault});
    return std::vector<Attachment>{};
  };
  std::vector<Attachment> attachments;
  std::size_t bytes = 0;
  for (upload::File const& file : form.files()) {
    std::string name = shop::enquiries::clean_file_name(file.name);
    auto const type = shop::enquiries::file_type_of(name, file.bytes);
    if (!type) {
      return wrong(Fault::file_type);
    }
    bytes += file.bytes.size();
    attachments.push_back({.name = std::move(name), .type = *type, .bytes = file.bytes});
  }
  if (attachments.size() > shop::enquiries::files_max) {
    return wrong(Fault::too_many);
  }
  if (bytes > shop::enquiries::files_bytes_max) {
    return wrong(Fault::too_long);
  }
  return attachments;
}

void check_message(std::string_view typed, std::vector<pages::FormFault>& faults) {
  if (characters_in(typed) > message_characters_max) {
    faults.push_back({.field = std::string(fields::message), .fault = Fault::too_long});
  }
}

}  // namespace lofte::edge::site
