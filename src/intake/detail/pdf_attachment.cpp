#include "base/ascii.h"
#include "base/utf8.h"
#include "intake/detail/pdf_content.h"
#include "intake/detail/pdf_fields.h"
#include "intake/detail/pdf_font_text.h"

#include <algorithm>
#include <set>

namespace gongwen::intake {
namespace {

constexpr std::size_t kMaxFiles = 64;

class AttachmentSearch {
 public:
  AttachmentSearch(const PdfFile& file, const IntakeLimits& limits) : file_(file), limits_(limits) {}

  std::optional<std::string> run() {
    const PdfObject associated = file_.root().get("/AF");
    for (std::size_t i = 0; i < std::min(associated.size(), kMaxFiles); ++i) files_.push_back(associated.at(i));
    std::stable_partition(files_.begin(), files_.end(),
                          [](const PdfObject& file) { return file.get("/AFRelationship").name() == "Source"; });
    visit_names(file_.root().get("/Names").get("/EmbeddedFiles"), 0);
    for (const PdfObject& file : files_) {
      if (!is_json(file)) continue;
      PdfObject stream = file.get("/EF").get("/F");
      if (!stream.is_stream()) stream = file.get("/EF").get("/UF");
      auto bytes = unpacked_bytes(stream, limits_.max_stream_bytes, limits_);
      if (bytes && !base::find_invalid_utf8(*bytes)) return bytes;
    }
    return std::nullopt;
  }

 private:
  /// The file that the document was made of, by its relationship or by the name that our own documents give it.
  static bool is_json(const PdfObject& file) {
    const PdfObject name = file.get("/UF").is_string() ? file.get("/UF") : file.get("/F");
    const std::string text = base::ascii_lowercase(decode_pdf_string(name.bytes()).text);
    return text == "data.json" || (text.ends_with(".json") && file.get("/AFRelationship").name() == "Source");
  }

  void visit_names(const PdfObject& node, std::size_t depth) {
    if (!node.is_dictionary() || depth > limits_.max_field_depth || files_.size() > kMaxFiles) return;
    if (node.id() != 0 && !seen_.insert(node.id()).second) return;
    const PdfObject names = node.get("/Names");
    for (std::size_t i = 1; i < std::min(names.size(), 2 * kMaxFiles); i += 2) files_.push_back(names.at(i));
    const PdfObject kids = node.get("/Kids");
    for (std::size_t i = 0; i < std::min(kids.size(), kMaxFiles); ++i) visit_names(kids.at(i), depth + 1);
  }

  const PdfFile& file_;
  const IntakeLimits& limits_;
  std::vector<PdfObject> files_;
  std::set<int> seen_;
};

}  // namespace

std::optional<std::string> find_attached_json(const PdfFile& file, const IntakeLimits& limits) {
  return AttachmentSearch(file, limits).run();
}

}  // namespace gongwen::intake
