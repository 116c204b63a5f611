#include "verify/answer.h"

#include "base/format.h"
#include "base/json.h"

namespace gongwen::verify {
namespace {

using base::Json;

/// In points.
Json length(double value) { return Json::written(fmt::format("{:.3f}", value)); }

Json pages_of(const ReadPdf& read) {
  Json pages = Json::list();
  for (const ReadPage& page : read.pages) {
    Json object = Json::object();
    object.set("width", length(page.width)).set("height", length(page.height)).set("text", page.text);
    pages.add(std::move(object));
  }
  return pages;
}

Json fonts_of(const ReadPdf& read) {
  Json fonts = Json::list();
  for (const ReadFont& font : read.fonts) {
    Json object = Json::object();
    object.set("name", font.name).set("embedded", font.embedded).set("unicode", font.has_unicode_map);
    fonts.add(std::move(object));
  }
  return fonts;
}

}  // namespace

std::string answer_json(const ReadPdf& read) {
  Json answer = Json::object();
  answer.set("pages", pages_of(read)).set("text", read.text).set("structure", read.structure.type);
  answer.set("marked", read.metadata.marked).set("language", read.metadata.language);
  answer.set("title", read.metadata.title).set("xmp", read.metadata.xmp);
  answer.set("fonts", fonts_of(read)).set("attachments", Json::list_of(read.attachments));
  return answer.text() + "\n";
}

std::string error_json(const std::string& why) { return Json::object().set("error", why).text() + "\n"; }

}  // namespace gongwen::verify
