#include "verify/answer.h"

#include "base/format.h"
#include "diagnostics/source_lookup.h"

namespace gongwen::verify {
namespace {

std::string quoted(std::string_view text) {
  std::string json;
  diagnostics::append_json_string(json, text);
  return json;
}

const char* truth(bool value) { return value ? "true" : "false"; }

template <typename Items, typename Write>
std::string list_json(const Items& items, Write write) {
  std::string json;
  for (const auto& item : items) json += (json.empty() ? "[" : ",") + write(item);
  return json.empty() ? "[]" : json + "]";
}

}  // namespace

std::string answer_json(const ReadPdf& read) {
  const auto page = [](const ReadPage& one) {
    return fmt::format(R"({{"width":{:.3f},"height":{:.3f},"text":{}}})", one.width, one.height, quoted(one.text));
  };
  const auto font = [](const ReadFont& one) {
    return fmt::format(R"({{"name":{},"embedded":{},"unicode":{}}})", quoted(one.name), truth(one.embedded),
                       truth(one.has_unicode_map));
  };
  return fmt::format(
             R"({{"pages":{},"text":{},"structure":{},"marked":{},"language":{},"title":{},"xmp":{},"fonts":{},"attachments":{}}})",
             list_json(read.pages, page), quoted(read.text), quoted(read.structure.type), truth(read.metadata.marked),
             quoted(read.metadata.language), quoted(read.metadata.title), quoted(read.metadata.xmp),
             list_json(read.fonts, font), list_json(read.attachments, quoted)) +
         "\n";
}

std::string error_json(const std::string& why) { return "{\"error\":" + quoted(why) + "}\n"; }

}  // namespace gongwen::verify
