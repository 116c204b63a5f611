#include "pdf/document/detail/resource_names.h"

namespace gongwen::pdf {
namespace {

std::string named(std::map<std::string, ObjectNumber>& names, char prefix, ObjectNumber number) {
  std::string name = prefix + std::to_string(number.value);
  names.emplace(name, number);
  return name;
}

void add_references(std::string_view key, const std::map<std::string, ObjectNumber>& names,
                    DictionaryWriter& dictionary) {
  DictionaryWriter references = dictionary.dictionary(key);
  for (const auto& [name, number] : names) references.reference(name, number);
}

void add_states(const ResourceNames& names, DictionaryWriter&& states) {
  for (const auto& [thousandths, name] : names.opacities) {
    DictionaryWriter state = states.dictionary(name);
    state.fixed("ca", thousandths, 3);
    state.fixed("CA", thousandths, 3);
  }
  for (const auto& [name, number] : names.states) states.reference(name, number);
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
    add_references("Font", used, dictionary);
  }
  if (!names.opacities.empty() || !names.states.empty()) {
    add_states(names, dictionary.dictionary("ExtGState"));
  }
  if (!names.objects.empty()) add_references("XObject", names.objects, dictionary);
  if (!names.patterns.empty()) add_references("Pattern", names.patterns, dictionary);
  return body;
}

}  // namespace gongwen::pdf
