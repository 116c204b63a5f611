#include "pdf/document/detail/resource_names.h"

namespace gongwen::pdf {
namespace {

std::string named(std::map<std::string, ObjectNumber>& names, char prefix, ObjectNumber number) {
  std::string name = prefix + std::to_string(number.value);
  names.emplace(name, number);
  return name;
}

std::string reference_dictionary(const std::map<std::string, ObjectNumber>& names) {
  std::string out = "<<";
  for (const auto& [name, number] : names) {
    append_name(out, name);
    out.push_back(' ');
    append_reference(out, number);
  }
  return out + ">>";
}

}  // namespace

const std::string& ResourceNames::opacity(int thousandths) {
  std::string& name = opacities[thousandths];
  if (name.empty()) name = "A" + std::to_string(thousandths);
  has_transparency = has_transparency || thousandths < 1000;
  return name;
}

std::string ResourceNames::object(ObjectNumber number, char prefix) { return named(objects, prefix, number); }
std::string ResourceNames::pattern(ObjectNumber number) { return named(patterns, 'P', number); }

std::string resource_dictionary(const ResourceNames& names, const std::map<text::FaceId, ObjectNumber>& fonts) {
  std::string body;
  DictionaryWriter dictionary(body);
  if (!names.fonts.empty()) {
    std::map<std::string, ObjectNumber> used;
    for (const auto& [face, name] : names.fonts) used.emplace(name, fonts.at(face));
    dictionary.raw("Font", reference_dictionary(used));
  }
  if (!names.opacities.empty() || !names.states.empty()) {
    std::string states = "<<";
    for (const auto& [thousandths, name] : names.opacities) {
      append_name(states, name);
      states += "<</ca ";
      append_fixed(states, thousandths, 3);
      states += "/CA ";
      append_fixed(states, thousandths, 3);
      states += ">>";
    }
    for (const auto& [name, number] : names.states) {
      append_name(states, name);
      states.push_back(' ');
      append_reference(states, number);
    }
    dictionary.raw("ExtGState", states + ">>");
  }
  if (!names.objects.empty()) dictionary.raw("XObject", reference_dictionary(names.objects));
  if (!names.patterns.empty()) dictionary.raw("Pattern", reference_dictionary(names.patterns));
  return body;
}

}  // namespace gongwen::pdf
