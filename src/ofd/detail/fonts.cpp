#include "ofd/detail/fonts.h"

#include <algorithm>
#include <string_view>

namespace gongwen::ofd {
namespace {

constexpr int kBold = 600;

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c & '\x80') == 0; });
}

/// The family that systems have where ours replaces it, by its Chinese name if it has one; otherwise its own first
/// name.
std::string_view usual_name(const text::FamilyOffer& offer) {
  const text::FamilyName* usual = nullptr;
  for (const text::FamilyName& name : offer.names) {
    if (!name.substitute) continue;
    if (!is_ascii(name.name)) return name.name;
    if (usual == nullptr) usual = &name;
  }
  if (usual == nullptr && !offer.names.empty()) usual = &offer.names.front();
  return usual == nullptr ? std::string_view(offer.name) : usual->name;
}

/// Whether a family has a face for ordinary text, too. 小标宋 is one heavy face: it is not the bold one of its family.
bool is_ordinary(const text::FamilyOffer& family, text::FaceId face) {
  const auto shows_it = [&](const text::FaceOffer& offer) {
    return offer.face == face && offer.min_weight < kBold;
  };
  return std::any_of(family.faces.begin(), family.faces.end(), shows_it) ||
         std::any_of(family.fallback.begin(), family.fallback.end(), shows_it);
}

}  // namespace

const std::string& Fonts::add(const paint::UsedFont& used) {
  const std::string name = "font_" + std::to_string(files_.size() + 1) + ".ttf";
  return files_.insert_or_assign(used.id(), File{{&used, find_twins(used)}, name, {}}).first->second.name;
}

ShownFont Fonts::find(const layout::TextRun& run) {
  const auto found = files_.find(run.face);
  if (found == files_.end()) return {};
  File& file = found->second;
  for (const Font& font : file.fonts) {
    if (font.family == run.family) return {&file.face, font.identifier};
  }
  return {&file.face, add_font(file, run.family)};
}

Identifier Fonts::add_font(File& file, text::FamilyId family) {
  const text::FaceId face = file.face.font->id();
  const text::FamilyOffer* const offer = offer_of(face, family);
  Font font{family, offer == nullptr ? library_.face_family(face) : std::string(usual_name(*offer)), 0};
  const auto same_name =
      std::find_if(file.fonts.begin(), file.fonts.end(), [&](const Font& known) { return known.name == font.name; });
  if (same_name != file.fonts.end()) {
    font.identifier = same_name->identifier;
  } else {
    font.identifier = identifiers_.next();
    write(file, font, offer);
  }
  return file.fonts.emplace_back(std::move(font)).identifier;
}

/// Without a family, as of a last resort, the first that has the face; null for files that a style sheet brings.
const text::FamilyOffer* Fonts::offer_of(text::FaceId face, text::FamilyId family) const {
  const std::vector<text::FamilyOffer>& families = library_.families();
  if (family) return &families[family.index()];
  const auto found = std::find_if(families.begin(), families.end(), [&](const text::FamilyOffer& offer) {
    return offer.name == library_.face_family(face);
  });
  return found == families.end() ? nullptr : &*found;
}

void Fonts::write(const File& file, const Font& font, const text::FamilyOffer* offer) {
  const text::Face& face = file.face.font->face();
  const text::FaceId id = file.face.font->id();
  elements_ += "<ofd:Font";
  append_number_attribute(elements_, "ID", font.identifier);
  elements_ += " FontName=\"" + xml_attribute(library_.face_name(id)) + "\" FamilyName=\"" + xml_attribute(font.name) +
               "\" Charset=\"unicode\"";
  if (face.is_italic()) elements_ += " Italic=\"true\"";
  const bool is_bold = face.weight() >= kBold && (offer == nullptr || !is_ordinary(*offer, id));
  if (is_bold) elements_ += " Bold=\"true\"";
  elements_ += "><ofd:FontFile>" + file.name + "</ofd:FontFile></ofd:Font>";
}

}  // namespace gongwen::ofd
