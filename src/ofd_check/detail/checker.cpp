#include "ofd_check/detail/checker.h"

#include "base/ascii.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/ofd_check.h"

namespace gongwen::ofd_check {
namespace {

namespace messages = diagnostics::messages;

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
    // Readers on some systems do not tell the cases of letters apart.
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
    // All parts of a file are in the same one, as a rule; the others are checked all the same.
    if (is_in_ofd && (!tree->in_ofd || tree->is_draft) && !std::exchange(has_other_namespace_, true))
      reporter_.report(messages::OfdCheckNamespace, source, tree->offset, path);
    return Part{path, source, *std::move(tree)};
  }
  const TreeFault fault = tree.error();
  switch (fault.error) {
    case TreeError::Malformed: reporter_.report(messages::OfdCheckMalformedXml, source, fault.offset, path); break;
    case TreeError::DocumentType: reporter_.report(messages::OfdCheckDocumentType, source, fault.offset, path); break;
    case TreeError::TooLarge: reporter_.report(messages::OfdCheckLimit, source, fault.offset, path, "XML"); break;
  }
  return {};
}

std::unique_ptr<const Part> Checker::load(const Part& from, const Element& element, std::string_view location,
                                          std::string_view type) {
  // Resources that every page names would otherwise count against the limit of what is unpacked each time.
  const auto known = resolve_location(from.path, base::trim_ascii_space(location));
  if (known && loaded_.contains(base::ascii_lowercase(*known))) {
    expect_root(from, element, *known, type);
    return nullptr;
  }
  std::string path;
  auto bytes = read_entry(from, element, location, path);
  if (!bytes) return nullptr;
  std::string& root_name = loaded_[base::ascii_lowercase(path)];
  // Lines can be shown of UTF-8 alone.
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

/// A part that could not be read has no root element, and has been reported.
void Checker::expect_root(const Part& from, const Element& element, const std::string& path, std::string_view type) {
  const std::string& root = loaded_.find(base::ascii_lowercase(path))->second;
  if (root.empty() || root == type) return;
  reporter_.report(messages::OfdCheckWrongPart, from.source, element.offset, path,
                   element.name.empty() ? name_ : element.name, type);
}

}  // namespace gongwen::ofd_check
