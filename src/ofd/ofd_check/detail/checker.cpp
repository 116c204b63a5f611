#include "ofd/ofd_check/detail/checker.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/ofd_check.h"

#include <algorithm>

namespace gongwen::ofd_check {

// Rules of GB/T 42133-2022, as far as they could be derived from an archive checker.

namespace {

namespace messages = diagnostics::messages;

constexpr std::size_t kMaxBlocks = 3;

bool is_true(const std::string* value) { return value != nullptr && (*value == "true" || *value == "1"); }

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::ranges::find(names, name) != names.end();
}

/// Whether a matrix only stretches text horizontally.
bool scales_horizontally(const std::string* matrix) {
  const auto numbers = matrix == nullptr ? std::nullopt : parse_numbers(*matrix);
  return numbers && numbers->size() == 6 && (*numbers)[0] != 1 && (*numbers)[1] == 0 && (*numbers)[2] == 0 &&
         (*numbers)[3] == 1;
}

bool is_text_file(std::string_view path) {
  const std::string name = base::ascii_lowercase(base::trim_ascii_space(path));
  return name.ends_with(".xml") || name.ends_with(".txt");
}

}  // namespace

void Checker::check_archive(const Element& element, const SchemaType& type, const Place& place) {
  const auto source = place.part.source;
  const std::string_view name = type.name;
  if (is_one_of(name, {"Permissions", "VPreferences", "Extensions"})) {
    reporter_.report(messages::OfdCheckArchiveElement, source, element.offset, name);
  }
  if (is_one_of(name, {"URI", "GotoA", "Sound", "Movie"})) {
    reporter_.report(messages::OfdCheckArchiveAction, source, element.offset, name, place.path);
  }
  if (name == "PageBlock" && (place.block_depth > kMaxBlocks || place.in_annotation)) {
    reporter_.report(messages::OfdCheckArchiveBlocks, source, element.offset, place.path);
  }
  if (name == "Annot") {
    for (const std::string_view wanted : {"ReadOnly", "NoZoom", "NoRotate"}) {
      if (is_true(element.attribute(wanted))) continue;
      reporter_.report(messages::OfdCheckArchiveAnnotation, source, element.offset, wanted, place.path);
    }
  }
  if (name == "ImageObject" && is_true(element.attribute("Interpolate"))) {
    reporter_.report(messages::OfdCheckArchiveInterpolate, source, element.offset, place.path);
  }
  if ((name == "Clips" || name == "Clip") && element.children.empty()) {
    reporter_.report(messages::OfdCheckArchiveClip, source, element.offset, place.path);
  }
  if (name == "TextObject" && scales_horizontally(element.attribute("CTM"))) {
    reporter_.report(messages::OfdCheckArchiveScaling, source, element.offset, place.path);
  }
  check_archive_file(element, type, place);
}

void Checker::check_archive_file(const Element& element, const SchemaType& type, const Place& place) {
  const auto source = place.part.source;
  const std::string_view name = type.name;
  if (name == "OFD") {
    const std::string* const declared = element.attribute("DocType");
    if (declared == nullptr || *declared != "OFD-A") {
      reporter_.report(messages::OfdCheckArchiveDocType, source, element.offset, declared == nullptr ? "" : *declared);
    }
    const auto bodies = std::ranges::count(element.children, "DocBody", &Element::name);
    if (bodies != 1) reporter_.report(messages::OfdCheckArchiveOneDocument, source, element.offset, bodies);
  }
  if (name == "Font" && element.child("FontFile") == nullptr) {
    const std::string* const font = element.attribute("FontName");
    reporter_.report(messages::OfdCheckArchiveFont, source, element.offset, font == nullptr ? "" : *font, place.path);
  }
  if (name == "MultiMedia") {
    const std::string* const kind = element.attribute("Type");
    if (kind != nullptr && (*kind == "Audio" || *kind == "Video")) {
      reporter_.report(messages::OfdCheckArchiveMedia, source, element.offset, place.path);
    }
  }
  if ((in_public_resources_ && is_one_of(name, {"MultiMedias", "CompositeGraphicUnits"})) ||
      (in_document_resources_ && is_one_of(name, {"Fonts", "ColorSpaces"}))) {
    reporter_.report(messages::OfdCheckArchivePlace, source, element.offset, name);
  }
  if (name == "Attachment") {
    const Element* const file = element.child("FileLoc");
    if (file != nullptr && !is_text_file(file->text)) {
      reporter_.report(messages::OfdCheckArchiveAttachment, source, file->offset, file->text);
    }
  }
}

void Checker::check_document(const Part& package, const Element& body) {
  document_ = {};
  if (const Element* const root = body.child("DocRoot")) load(package, *root, root->text, "Document");
  if (const Element* const versions = body.child("Versions")) follow_versions(package, *versions);
  if (const Element* const signatures = body.child("Signatures")) {
    if (archive_) reporter_.report(messages::OfdCheckArchiveSignature, package.source, signatures->offset);
    load(package, *signatures, signatures->text, "Signatures");
    reporter_.report(messages::OfdCheckNotVerified, package.source, signatures->offset);
  }
  check_links();
  check_cycles();
}

void Checker::follow(const Part& part, std::string_view type) {
  if (type == "Document") return follow_document(part);
  if (type == "Signature") expect_signed_files(part, part.root);
  for (const Element& child : part.root.children) {
    if (child.name == "PageRes") load(part, child, child.text, "Res");
    const Element* const file = child.child("FileLoc");
    if (type == "Annotations" && file != nullptr) load(part, *file, file->text, "PageAnnot");
    if (type == "Attachments" && file != nullptr) expect_file(part, *file, file->text);
    if (type == "CustomTags") {
      if (const Element* const schema = child.child("SchemaLoc")) expect_file(part, *schema, schema->text);
      if (file != nullptr) load_tags(part, *file, file->text);
    }
    if (type == "Extensions") {
      for (const Element& datum : child.children) {
        if (datum.name == "ExtendData") expect_file(part, datum, datum.text);
      }
    }
    if (type == "DocVersion" && child.name == "DocRoot") expect_file(part, child, child.text);
    if (type == "DocVersion" && child.name == "FileList") {
      for (const Element& one : child.children) expect_file(part, one, one.text);
    }
    const std::string* const base = child.attribute("BaseLoc");
    if (type == "Signatures" && base != nullptr) load(part, child, *base, "Signature");
    if (type == "Signature" && child.name == "SignedValue") expect_file(part, child, child.text);
  }
}

void Checker::follow_document(const Part& part) {
  const Element* const common = part.root.child("CommonData");
  static const Element kNothing;
  const Element& data = common == nullptr ? kNothing : *common;
  if (const Element* const most = data.child("MaxUnitID")) {
    document_.max_unit_id = parse_number(most->text).value_or(0);
    document_.max_unit_id_offset = most->offset;
  }
  document_.source = part.source;
  for (const Element& child : data.children) {
    if (child.name == "PublicRes" || child.name == "DocumentRes") {
      in_public_resources_ = child.name == "PublicRes";
      in_document_resources_ = !in_public_resources_;
      load(part, child, child.text, "Res");
      in_public_resources_ = in_document_resources_ = false;
    }
  }
  for (const Element& child : data.children) {
    if (child.name == "TemplatePage") follow_page(part, child);
  }
  if (const Element* const pages = part.root.child("Pages")) {
    for (const Element& page : pages->children) follow_page(part, page);
  }
  for (const std::string_view name : {"Annotations", "Attachments", "CustomTags", "Extensions"}) {
    if (const Element* const child = part.root.child(name)) load(part, *child, child->text, name);
  }
}

void Checker::follow_page(const Part& part, const Element& entry) {
  const std::string* const base = entry.attribute("BaseLoc");
  if (base == nullptr) return;
  const std::string* const id = entry.attribute("ID");
  owner_ = entry.name == "TemplatePage" && id != nullptr ? parse_number(*id).value_or(0) : 0;
  load(part, entry, *base, "Page");
  owner_ = 0;
}

/// Older versions of a document share its parts, so only their existence is checked.
void Checker::follow_versions(const Part& package, const Element& versions) {
  for (const Element& version : versions.children) {
    const std::string* const base = version.attribute("BaseLoc");
    if (base != nullptr) load(package, version, *base, "DocVersion");
  }
}

void Checker::load_tags(const Part& from, const Element& element, std::string_view location) {
  std::string path;
  auto bytes = read_entry(from, element, location, path);
  if (!bytes || !loaded_.emplace(base::ascii_lowercase(path), std::string()).second) return;
  const auto source = sources_.add(name_ + "!" + path, base::find_invalid_utf8(*bytes) ? std::string() : *bytes);
  if (const auto part = parse(path, *std::move(bytes), source, false)) note_tagged_objects(*part, part->root);
}

void Checker::note_tagged_objects(const Part& part, const Element& element) {
  const std::string* const page = element.attribute("PageRef");
  if (element.name == "ObjectRef" && element.in_ofd && page != nullptr) {
    const auto add = [&](std::string_view name, std::string_view kind, std::string_view text) {
      document_.references.push_back({std::string(name), std::string(kind), parse_number(text).value_or(0), "ObjectRef",
                                      part.source, element.offset});
    };
    add("PageRef", "Page", *page);
    add("ObjectRef", "*", element.text);
  }
  for (const Element& child : element.children) note_tagged_objects(part, child);
}

void Checker::expect_file(const Part& part, const Element& element, std::string_view location) {
  std::string path;
  read_entry(part, element, location, path);
}

void Checker::expect_signed_files(const Part& part, const Element& element) {
  if (const std::string* const file = element.attribute("FileRef")) expect_file(part, element, *file);
  if (const Element* const seal = element.name == "Seal" ? element.child("BaseLoc") : nullptr) {
    expect_file(part, *seal, seal->text);
  }
  for (const Element& child : element.children) expect_signed_files(part, child);
}

void Checker::check_links() {
  if (!document_.kinds.empty() && document_.kinds.rbegin()->first > document_.max_unit_id) {
    reporter_.report(messages::OfdCheckMaxUnitId, document_.source, document_.max_unit_id_offset, document_.max_unit_id,
                     document_.kinds.rbegin()->first);
  }
  for (const Reference& reference : document_.references) {
    const auto found = document_.kinds.find(reference.target);
    const bool is_there = found != document_.kinds.end();
    if (is_there && (found->second == reference.kind || reference.kind == "*")) continue;
    reporter_.report(messages::OfdCheckUnresolvedReference, reference.source, reference.offset, reference.attribute,
                     reference.target, reference.path);
  }
}

/// Repeatedly removes objects without remaining contents; the remaining ones are part of a cycle or lead into one.
void Checker::check_cycles() {
  auto& contains = document_.contains;
  std::map<std::uint32_t, std::vector<std::uint32_t>> users;
  std::vector<std::uint32_t> free;
  std::map<std::uint32_t, std::size_t> open;
  for (const auto& [owner, targets] : contains) {
    for (const std::uint32_t target : targets) {
      if (!contains.contains(target)) continue;
      users[target].push_back(owner);
      ++open[owner];
    }
  }
  for (const auto& [owner, targets] : contains) {
    if (!open.contains(owner)) free.push_back(owner);
  }
  while (!free.empty()) {
    const std::uint32_t done = free.back();
    free.pop_back();
    for (const std::uint32_t user : users[done]) {
      if (--open[user] == 0) free.push_back(user);
    }
  }
  for (const auto& [owner, count] : open) {
    if (count != 0) reporter_.report(messages::OfdCheckCycle, document_.source, 0, owner);
  }
}

namespace {

/// The declared format of an image, in the terms of recognise_image; empty for ambiguous words.
std::string_view declared_format(std::string_view stated) {
  const std::string word = base::ascii_lowercase(stated);
  if (word == "jpg") return "JPEG";
  if (word == "tif") return "TIFF";
  if (word == "jpeg2000" || word == "jpx") return "JP2";
  if (word == "jb2" || word == "gbig2") return "JBIG2";
  for (const std::string_view known : {"PNG", "JPEG", "BMP", "TIFF", "JP2", "JBIG2", "GIF"}) {
    if (base::equals_ignoring_ascii_case(word, known)) return known;
  }
  return {};
}

}  // namespace

void Checker::check_meaning(const Element& element, const SchemaType& type, const Place& place) {
  if (type.name == "TextObject") check_text(element, place);
  if (type.name == "Font") check_font(element, place);
  if (type.name == "MultiMedia") check_media(element, place);
}

std::string Checker::resource_location(const Part& part, const std::string& file) const {
  const std::string* const base = part.root.attribute("BaseLoc");
  return base == nullptr || file.starts_with('/') ? file : *base + "/" + file;
}

void Checker::check_font(const Element& font, const Place& place) {
  const Element* const file = font.child("FontFile");
  if (file == nullptr) return;
  std::string path;
  const auto bytes = read_entry(place.part, *file, resource_location(place.part, file->text), path);
  if (!bytes) return;
  const FontFacts facts = read_font_facts(*bytes);
  switch (facts.kind) {
    case FontKind::Damaged:
      reporter_.report(messages::OfdCheckDamagedFont, place.part.source, file->offset, path);
      break;
    case FontKind::Cff: reporter_.report(messages::OfdCheckCffFont, place.part.source, file->offset, path); break;
    case FontKind::Glyf: break;
  }
  const std::string* const id = font.attribute("ID");
  if (id != nullptr) document_.fonts[parse_number(*id).value_or(0)] = facts;
}

void Checker::check_text(const Element& text, const Place& place) {
  const std::string* const font = text.attribute("Font");
  const std::uint32_t font_id = font == nullptr ? 0 : parse_number(*font).value_or(0);
  const auto facts = document_.fonts.find(font_id);
  std::size_t glyph_count = 0;
  for (const Element& child : text.children) {
    if (child.name == "CGTransform") {
      const Element* const glyphs = child.child("Glyphs");
      const auto numbers = glyphs == nullptr ? std::nullopt : parse_numbers(glyphs->text);
      if (!numbers) continue;
      glyph_count += numbers->size();
      if (numbers->empty() || facts == document_.fonts.end() || facts->second.glyphs == 0) continue;
      const double most = *std::ranges::max_element(*numbers);
      if (most >= facts->second.glyphs) {
        reporter_.report(messages::OfdCheckGlyphNumber, place.part.source, glyphs->offset,
                         std::to_string(static_cast<std::uint64_t>(std::min(most, 1e15))), font_id,
                         facts->second.glyphs, place.path);
      }
    } else if (child.name == "TextCode") {
      // Readers count either characters or glyphs, so the smaller number is sufficient.
      std::size_t characters = base::count_code_points(child.text);
      if (glyph_count != 0) characters = std::min(characters, glyph_count);
      glyph_count = 0;
      check_advances(child, characters, place);
    }
  }
}

/// Without advances on either axis, the characters would be on top of each other.
void Checker::check_advances(const Element& code, std::size_t characters, const Place& place) {
  if (characters < 2) return;
  bool is_stated = false;
  for (const std::string_view name : {"DeltaX", "DeltaY"}) {
    const std::string* const deltas = code.attribute(name);
    if (deltas == nullptr) continue;
    is_stated = true;
    const auto count = count_deltas(*deltas);
    if (!count || *count + 1 >= characters) continue;
    reporter_.report(messages::OfdCheckDeltaCount, place.part.source, code.offset, name, *count, characters,
                     place.path);
  }
  if (!is_stated) {
    reporter_.report(messages::OfdCheckDeltaCount, place.part.source, code.offset, "DeltaX", 0, characters, place.path);
  }
}

void Checker::check_media(const Element& media, const Place& place) {
  const Element* const file = media.child("MediaFile");
  if (file == nullptr) return;
  std::string path;
  const auto bytes = read_entry(place.part, *file, resource_location(place.part, file->text), path);
  const std::string* const type = media.attribute("Type");
  if (!bytes || type == nullptr || *type != "Image") return;
  const std::string_view found = recognise_image(*bytes);
  const std::string* const format = media.attribute("Format");
  const std::string_view declared = format == nullptr ? "" : declared_format(*format);
  if (!declared.empty() && declared != found) {
    reporter_.report(messages::OfdCheckImageFormat, place.part.source, file->offset, path, declared,
                     found.empty() ? "?" : found);
  }
  if (archive_ && (found.empty() || found == "GIF" || found == "WEBP")) {
    reporter_.report(messages::OfdCheckArchiveImage, place.part.source, file->offset, path);
  }
}

namespace {

/// One step of a content model; see SchemaType.
struct Particle {
  std::string_view name;
  std::string_view type;  // of the element; starts with `=` for a value
  bool required = false;
  bool repeats = false;
};

struct ContentModel {
  std::string_view value;  // of the element itself; empty: no text of a fixed form
  std::vector<Particle> sequence;
  std::vector<Particle> any_order;
};

Particle read_particle(std::string_view word) {
  Particle particle;
  const char last = word.back();
  const bool marked = last == '?' || last == '*' || last == '+';
  if (marked) word.remove_suffix(1);
  particle.required = !marked || last == '+';
  particle.repeats = last == '*' || last == '+';
  const std::size_t colon = word.find(':');
  particle.name = word.substr(0, colon);
  particle.type = colon == std::string_view::npos ? word : word.substr(colon + 1);
  return particle;
}

/// Calls `take` with each word.
template <typename Take>
void for_each_word(std::string_view text, const Take& take) {
  while (!text.empty()) {
    const std::size_t end = text.find(' ');
    if (end != 0) take(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
}

ContentModel read_model(std::string_view content) {
  ContentModel model;
  bool any_order = false;
  for_each_word(content, [&](std::string_view word) {
    if (word.starts_with('=')) {
      model.value = word.substr(1);
    } else if (word == "|") {
      any_order = true;
    } else {
      (any_order ? model.any_order : model.sequence).push_back(read_particle(word));
    }
  });
  return model;
}

/// The content model of a type, parsed once: a file has millions of elements, the table about fifty types.
const ContentModel& model_of(const SchemaType& type) {
  static const std::vector<ContentModel> models = [] {
    std::vector<ContentModel> all;
    for (const SchemaType& one : schema_types()) all.push_back(read_model(one.content));
    return all;
  }();
  return models[static_cast<std::size_t>(&type - schema_types().data())];
}

const Particle* find_particle(const std::vector<Particle>& particles, std::string_view name, std::size_t from) {
  for (std::size_t i = from; i < particles.size(); ++i) {
    if (particles[i].name == name) return &particles[i];
  }
  return nullptr;
}

}  // namespace

void Checker::walk(const Element& element, const SchemaType& type, const Place& place) {
  check_attributes(element, type, place);
  check_meaning(element, type, place);
  if (archive_) check_archive(element, type, place);
  walk_content(element, type, place);
}

void Checker::walk_content(const Element& element, const SchemaType& type, const Place& place) {
  const ContentModel& model = model_of(type);
  if (!model.value.empty()) check_value(model.value, element.name, element.text, element, type, place);
  std::vector<std::size_t> counts(model.sequence.size());
  std::map<std::string_view, std::size_t> numbers;
  std::size_t at = 0;
  for (const Element& child : element.children) {
    Place below = place;
    below.path += "/" + child.name + "[" + std::to_string(++numbers[child.name]) + "]";
    const Particle* particle = find_particle(model.sequence, child.name, at);
    if (particle != nullptr) {
      at = static_cast<std::size_t>(particle - model.sequence.data());
      if (++counts[at] == 2 && !particle->repeats) {
        reporter_.report(messages::OfdCheckRepeatedElement, place.part.source, child.offset, child.name, below.path,
                         type.clause);
      }
    } else {
      particle = find_particle(model.any_order, child.name, 0);
    }
    if (particle == nullptr) {
      particle = find_particle(model.sequence, child.name, 0);
      if (particle == nullptr) {
        reporter_.report(messages::OfdCheckUnexpectedElement, place.part.source, child.offset, child.name, below.path,
                         type.clause);
        continue;
      }
      // A known element in the wrong order: most readers accept that, archives do not.
      std::size_t next = static_cast<std::size_t>(particle - model.sequence.data());
      ++counts[next];
      while (++next < at && counts[next] == 0) continue;
      reporter_.report_as(archive_ ? diagnostics::Severity::Error : diagnostics::Severity::Warning,
                          messages::OfdCheckOrder, place.part.source, child.offset, child.name,
                          model.sequence[next].name, below.path, type.clause);
    }
    if (particle->type.starts_with('=')) {
      check_value(particle->type.substr(1), child.name, child.text, child, type, below);
      if (archive_) check_archive(child, {child.name, type.clause, "", ""}, below);
    } else if (const SchemaType* const below_type = find_schema_type(particle->type)) {
      below.block_depth += child.name == "PageBlock" ? 1 : 0;
      below.in_annotation |= child.name == "Annot";
      const std::string* const id = child.attribute("ID");
      if (child.name == "CompositeGraphicUnit" && id != nullptr) below.owner = parse_number(*id).value_or(0);
      walk(child, *below_type, below);
    } else if (archive_) {
      check_archive(child, {child.name, type.clause, "", ""}, below);
    }
  }
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (model.sequence[i].required && counts[i] == 0) {
      reporter_.report(messages::OfdCheckMissingElement, place.part.source, element.offset, model.sequence[i].name,
                       place.path, type.clause);
    }
  }
}

void Checker::check_attributes(const Element& element, const SchemaType& type, const Place& place) {
  std::set<std::string_view> known;
  for_each_word(type.attributes, [&](std::string_view word) {
    const bool required = word.ends_with('!');
    if (required) word.remove_suffix(1);
    const std::size_t equals = word.find('=');
    const std::string name(word.substr(0, equals));
    known.insert(word.substr(0, equals));
    if (const std::string* const value = element.attribute(name)) {
      check_value(word.substr(equals + 1), name, *value, element, type, place);
    } else if (required) {
      reporter_.report(messages::OfdCheckMissingAttribute, place.part.source, element.offset, name, place.path,
                       type.clause);
    }
  });
  for (const auto& [name, value] : element.attributes) {
    if (!known.contains(name)) {
      reporter_.report(messages::OfdCheckUnknownAttribute, place.part.source, element.offset, name, place.path,
                       type.clause);
    }
  }
}

void Checker::check_value(std::string_view value_type, const std::string& name, const std::string& value,
                          const Element& element, const SchemaType& type, const Place& place) {
  const auto shown = value.size() > 80 ? value.substr(0, 40) : value;
  switch (judge_value(value_type, value)) {
    case ValueVerdict::Good: break;
    case ValueVerdict::BadForm:
      return reporter_.report(messages::OfdCheckBadValue, place.part.source, element.offset, name, shown, place.path,
                              type.clause);
    case ValueVerdict::Absurd:
      return reporter_.report(messages::OfdCheckAbsurdNumber, place.part.source, element.offset, name, shown,
                              place.path);
    case ValueVerdict::Empty:
      // Many programs write lines as such boxes; some readers do not draw them.
      return reporter_.report_as(diagnostics::Severity::Warning, messages::OfdCheckAbsurdNumber, place.part.source,
                                 element.offset, name, shown, place.path);
  }
  if (value_type == "id") note_identifier(element, value, place);
  const std::string_view referred = referred_elements(value_type);
  if (referred.empty()) return;
  const std::uint32_t target = parse_number(value).value_or(0);
  document_.references.push_back({name, std::string(referred), target, place.path, place.part.source, element.offset});
  if (place.owner != 0 && (value_type == "unit" || value_type == "template")) {
    document_.contains[place.owner].insert(target);
  }
}

void Checker::note_identifier(const Element& element, const std::string& value, const Place& place) {
  const std::uint32_t id = parse_number(value).value_or(0);
  if (!document_.kinds.emplace(id, element.name).second) {
    reporter_.report(messages::OfdCheckDuplicateId, place.part.source, element.offset, value, place.path);
  }
}

namespace {

bool is_unsafe(std::string_view name) {
  return name.empty() || name.starts_with('/') || name.find('\\') != std::string_view::npos ||
         (name.size() > 1 && name[1] == ':') || ("/" + std::string(name) + "/").find("/../") != std::string::npos;
}

}  // namespace

Checker::Checker(std::string name, package::ZipArchive& zip, Profile profile, resources::SourceStore& sources,
                 Reporter& reporter)
    : name_(std::move(name)), zip_(zip), profile_(profile), sources_(sources), reporter_(reporter) {
  package_ = sources_.add_name(name_);
}

void Checker::check() {
  check_entries();
  const Part package{"", package_, {}};
  const std::unique_ptr<const Part> root = load(package, package.root, "OFD.xml", "OFD");
  if (!root) return;
  const std::string* const declared = root->root.attribute("DocType");
  archive_ =
      profile_ == Profile::Archive || (profile_ == Profile::Declared && declared != nullptr && *declared == "OFD-A");
  walk(root->root, *find_schema_type("OFD"), {*root, "OFD"});
  for (const Element& body : root->root.children) {
    if (body.name == "DocBody") check_document(*root, body);
  }
}

void Checker::check_entries() {
  std::set<std::string> seen;
  for (const std::string& entry : zip_.names()) {
    if (is_unsafe(entry)) reporter_.report(messages::OfdCheckBadName, package_, 0, entry);
    // Some systems do not distinguish case in file names.
    if (!seen.insert(base::ascii_lowercase(entry)).second) {
      reporter_.report(messages::OfdCheckDuplicateEntry, package_, 0, entry);
    }
  }
}

std::optional<std::string> Checker::read_entry(const Part& from, const Element& element, std::string_view location,
                                               std::string& path) {
  const auto resolved = resolve_location(from.path, base::trim_ascii_space(location));
  path = resolved.value_or(std::string(location));
  if (!resolved || !zip_.has(path)) {
    reporter_.report(messages::OfdCheckMissingPart, from.source, element.offset, path,
                     element.name.empty() ? name_ : element.name);
    return {};
  }
  auto bytes = zip_.read(path);
  if (bytes) return *std::move(bytes);
  switch (bytes.error()) {
    case package::ZipError::Encrypted: reporter_.report(messages::OfdCheckEncrypted, package_, 0, path); break;
    case package::ZipError::Damaged:
    case package::ZipError::NoSuchEntry: reporter_.report(messages::OfdCheckNotPackage, package_, 0, path); break;
    case package::ZipError::TooManyEntries:
    case package::ZipError::TooLarge:
    case package::ZipError::TooDense: reporter_.report(messages::OfdCheckLimit, package_, 0, path, "ZIP"); break;
  }
  return {};
}

std::optional<Part> Checker::parse(const std::string& path, std::string bytes, diagnostics::SourceId source,
                                   bool is_in_ofd) {
  auto tree = read_tree(bytes, room_);
  if (tree) {
    // Usually all parts of a file use the same namespace, so it is reported once; the parts are still checked.
    if (is_in_ofd && (!tree->in_ofd || tree->is_draft) && !std::exchange(has_other_namespace_, true))
      reporter_.report(messages::OfdCheckNamespace, source, tree->offset, path);
    return Part{path, source, *std::move(tree)};
  }
  const LocatedTreeError fault = tree.error();
  switch (fault.error) {
    case TreeError::Malformed: reporter_.report(messages::OfdCheckMalformedXml, source, fault.offset, path); break;
    case TreeError::DocumentType: reporter_.report(messages::OfdCheckDocumentType, source, fault.offset, path); break;
    case TreeError::TooLarge: reporter_.report(messages::OfdCheckLimit, source, fault.offset, path, "XML"); break;
  }
  return {};
}

std::unique_ptr<const Part> Checker::load(const Part& from, const Element& element, std::string_view location,
                                          std::string_view type) {
  // Checked before unpacking: resources that every page names would otherwise count against the limit each time.
  const auto known = resolve_location(from.path, base::trim_ascii_space(location));
  if (known && loaded_.contains(base::ascii_lowercase(*known))) {
    expect_root(from, element, *known, type);
    return nullptr;
  }
  std::string path;
  auto bytes = read_entry(from, element, location, path);
  if (!bytes) return nullptr;
  std::string& root_name = loaded_[base::ascii_lowercase(path)];
  // Only UTF-8 can be quoted with line numbers.
  const auto source = sources_.add(name_ + "!" + path, base::find_invalid_utf8(*bytes) ? std::string() : *bytes);
  auto part = parse(path, *std::move(bytes), source);
  if (!part) return nullptr;
  root_name = part->root.name;
  expect_root(from, element, path, type);
  if (root_name != type) return nullptr;
  auto owned = std::make_unique<Part>(*std::move(part));
  const std::uint32_t owner = std::exchange(owner_, 0);
  follow(*owned, type);
  if (type != "OFD") walk(owned->root, *find_schema_type(type), {*owned, owned->root.name, owner});
  return owned;
}

/// Checks the root of a part that was loaded before. An unreadable part has none and has been reported.
void Checker::expect_root(const Part& from, const Element& element, const std::string& path, std::string_view type) {
  const std::string& root = loaded_.find(base::ascii_lowercase(path))->second;
  if (root.empty() || root == type) return;
  reporter_.report(messages::OfdCheckWrongPart, from.source, element.offset, path,
                   element.name.empty() ? name_ : element.name, type);
}

}  // namespace gongwen::ofd_check
