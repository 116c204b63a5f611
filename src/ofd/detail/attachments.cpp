#include "base/ascii.h"
#include "base/format.h"
#include "diagnostics/catalogue/ofd.h"
#include "ofd/detail/ofd_text.h"
#include "ofd/detail/package.h"

#include <algorithm>

namespace gongwen::ofd {
namespace {

constexpr double kBytesOfKilobyte = 1024;

/// `xml`, without the dot and in lowercase; empty without one.
std::string extension_of(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? std::string() : base::ascii_lowercase(name.substr(dot + 1));
}

bool is_plain(std::string_view name) {
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return base::is_ascii_alnum(c) || c == '.' || c == '-' || c == '_'; });
}

/// The name of its part: its own where every reader can unpack that and it is nothing of ours, else its number.
std::string part_name(std::string_view name, std::size_t number) {
  const std::string lower = base::ascii_lowercase(name);
  if (is_plain(name) && !name.starts_with('.') && !lower.starts_with("att")) return std::string(name);
  const std::string extension = extension_of(name);
  return "att" + std::to_string(number) + (extension.empty() || !is_plain(extension) ? "" : "." + extension);
}

bool fits_archive(std::string_view name) {
  const std::string extension = extension_of(name);
  return extension == "xml" || extension == "txt";
}

}  // namespace

void add_attachments(Package& package, std::string_view folder, const OfdOptions& options,
                     diagnostics::DiagnosticSink& sink) {
  std::string list;
  std::size_t number = 0;
  for (const OfdAttachment& attachment : options.attachments) {
    if (options.profile == OfdProfile::Archive && !fits_archive(attachment.name)) {
      sink.report(diagnostics::messages::OfdAttachmentType, attachment.origin, attachment.name);
      continue;
    }
    const std::string part = part_name(attachment.name, ++number);
    // Their numbers are of the type xs:ID, which does not start with a digit.
    list += fmt::format("<ofd:Attachment ID=\"att{}\" Name=\"{}\"", number, xml_attribute(attachment.name));
    const std::string format = extension_of(attachment.name);
    if (!format.empty()) list += " Format=\"" + xml_attribute(format) + "\"";
    list += fmt::format(" Size=\"{:.3f}\"", static_cast<double>(attachment.bytes.size()) / kBytesOfKilobyte);
    if (!attachment.usage.empty()) list += " Usage=\"" + xml_attribute(attachment.usage) + "\"";
    list += "><ofd:FileLoc>" + part + "</ofd:FileLoc></ofd:Attachment>";
    package.add(std::string(folder) + "Attachs/" + part, attachment.bytes);
  }
  if (list.empty()) return;
  package.add(std::string(folder) + std::string(kAttachmentList),
              std::string(kXmlHead) + "<ofd:Attachments" + std::string(kNamespace) + ">" + list + "</ofd:Attachments>");
}

}  // namespace gongwen::ofd
