#include "ofd/detail/navigation.h"
#include "paint/glyph_placement.h"

namespace gongwen::ofd {
namespace {

constexpr std::string_view kOfficialNamespace = "urn:gongwen:official:1";
constexpr std::string_view kSealPlaceNamespace = "urn:gongwen:seal-places:1";

void append_references(std::string& out, const std::vector<OfficialObject>& objects, std::uint16_t part,
                       Identifier page) {
  for (const OfficialObject& object : objects) {
    if (object.part != part) continue;
    out += "<ofd:ObjectRef";
    append_number_attribute(out, "PageRef", page);
    out += ">" + std::to_string(object.identifier) + "</ofd:ObjectRef>";
  }
}

}  // namespace

std::string official_tags(const paint::PaintedDocument& document, const std::vector<OfficialObjects>& objects,
                          const std::vector<Identifier>& pages) {
  std::vector<std::string> references(document.official.size());
  for (std::size_t page = 0; page < objects.size(); ++page) {
    for (std::size_t i = 0; !objects[page].empty() && i < references.size(); ++i) {
      append_references(references[i], objects[page], static_cast<std::uint16_t>(i + 1), pages[page]);
    }
  }
  std::string parts;
  for (std::size_t i = 0; i < references.size(); ++i) {
    if (references[i].empty()) continue;
    const std::string name = "gw:" + std::string(paint::official_part_info(document.official[i].part).chinese);
    parts.append("<").append(name).append(">").append(references[i]).append("</").append(name).append(">");
  }
  if (parts.empty()) return {};
  std::string out(kXmlHead);
  out.append("<gw:公文 xmlns:gw=\"").append(kOfficialNamespace).append("\"").append(kNamespace).append(">");
  return out + parts + "</gw:公文>";
}

std::string seal_place_tags(const paint::PaintedDocument& document, const std::vector<OfdSealPlace>& places,
                            const std::vector<Identifier>& pages) {
  std::string out(kXmlHead);
  out.append("<gw:places xmlns:gw=\"").append(kSealPlaceNamespace).append("\">");
  for (const OfdSealPlace& place : places) {
    out.append("<gw:place Name=\"").append(xml_attribute(place.name)).append("\"");
    append_number_attribute(out, "PageRef", pages[place.page]);
    append_boundary(out, boundary_of(moved(box_of(place.rect), paint::picture_of(document.pages[place.page]).shown)));
    out += "/>";
  }
  return out + "</gw:places>";
}

std::string custom_datas(const paint::DocumentInformation& information, std::string_view pdf_sha256) {
  std::string out;
  for (const paint::OfficialText& fact : information.official) {
    out.append("<ofd:CustomData Name=\"").append(paint::official_part_info(fact.part).chinese).append("\">");
    out.append(xml_text(fact.text)).append("</ofd:CustomData>");
  }
  if (!pdf_sha256.empty()) {
    out.append("<ofd:CustomData Name=\"PDF-SHA-256\">").append(pdf_sha256).append("</ofd:CustomData>");
  }
  return out.empty() ? out : "<ofd:CustomDatas>" + out + "</ofd:CustomDatas>";
}

}  // namespace gongwen::ofd
