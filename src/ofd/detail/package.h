// Package: the files of an OFD document, compressed as they come, put together at the end with OFD.xml first.
#pragma once

#include "ofd/write_ofd.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::ofd {

class Package {
 public:
  /// What is written here, compressed.
  void add_markup(std::string name, std::string_view xml);
  /// Files of others, compressed.
  void add(std::string name, std::string_view bytes);
  /// Pictures, which are compressed themselves.
  void add_stored(std::string name, std::string bytes);
  /// Compressed already, in zlib format.
  void add_packed(std::string name, std::string zlib, std::size_t length, std::uint32_t check_sum);

  /// 32 hexadecimal digits that only the same files give: of their names and bytes as they are stored.
  std::string identifier() const;
  /// The archive; `root` is OFD.xml.
  std::string finish(std::string_view root);

 private:
  struct Part {
    std::string name;
    std::string bytes;  // stored, or in zlib format
    std::size_t length = 0;
    std::uint32_t check_sum = 0;
    bool is_packed = false;
  };
  std::vector<Part> parts_;
};

// Files that go along with a document (GB/T 33190-2016, chapter on attachments): their list and their parts.
//   Attachs/Attachments.xml   Attachs/data.xml

/// Where the document refers to their list, in its own folder.
inline constexpr std::string_view kAttachmentList = "Attachs/Attachments.xml";

/// Adds the parts below `folder`, and the list of them; nothing where there are none.
/// Reports: ofd/attachment-type, in the archive profile.
void add_attachments(Package& package, std::string_view folder, const OfdOptions& options,
                     diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::ofd
