#include "intake/detail/stamp.h"

#include "base/json.h"
#include "diagnostics/catalogue/intake.h"
#include "intake/detail/limits.h"
#include "package/xml_events.h"

namespace gongwen::intake {
namespace {

std::string* member(forms::FormStamp& stamp, std::string_view name) {
  if (name == "kind") return &stamp.kind;
  if (name == "edition") return &stamp.edition;
  if (name == "hash") return &stamp.hash;
  if (name == "texts") return &stamp.texts;
  return nullptr;
}

class XmpReader final : public package::XmlHandler {
 public:
  void start(std::string_view name, const package::XmlAttributes& attributes) override {
    current_ = property(name);
    if (current_ != nullptr) current_->clear();
    for (const char* const* pair = attributes.pairs(); *pair != nullptr; pair += 2) {
      if (std::string* const value = property(pair[0])) *value = pair[1];
    }
  }
  void end(std::string_view /*name*/) override { current_ = nullptr; }
  void text(std::string_view piece) override {
    if (current_ != nullptr) *current_ += piece;
  }
  forms::FormStamp stamp;

 private:
  std::string* property(std::string_view name) {
    return name.starts_with("gw:") ? member(stamp, package::local_name(name)) : nullptr;
  }
  std::string* current_ = nullptr;
};

}  // namespace

forms::FormStamp read_stamp_json(std::string_view json) {
  const std::optional<base::Json> read = base::parse_json(json);
  if (!read) return {};
  forms::FormStamp stamp;
  for (const std::string_view name : {"kind", "edition", "hash", "texts"})
    *member(stamp, name) = read->view().text_of(name);
  return stamp;
}

forms::FormStamp read_stamp_xmp(std::string_view xmp) {
  XmpReader reader;
  if (!package::read_xml(xmp, {IntakeLimits{}.max_depth}, reader)) return std::move(reader.stamp);
  return {};
}

void add_stamp(const forms::FormStamp& found, ReturnedFile& file) {
  if (found.empty()) return;
  if (file.stamp.empty()) {
    file.stamp = found;
  } else if (found.kind == file.stamp.kind && file.stamp.texts.empty()) {
    file.stamp.texts = found.texts;
  }
  if (found.kind != file.stamp.kind || found.edition != file.stamp.edition) {
    file.report(diagnostics::messages::IntakeStampConflict,
                {file.stamp.kind + " " + file.stamp.edition, found.kind + " " + found.edition});
  }
}

}  // namespace gongwen::intake
