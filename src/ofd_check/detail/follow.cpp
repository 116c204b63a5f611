#include "base/ascii.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/ofd_check.h"
#include "ofd_check/detail/checker.h"

namespace gongwen::ofd_check {
namespace {

namespace messages = diagnostics::messages;

}  // namespace

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

/// Former versions of a document share its parts; whether they are there is all that is asked.
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

}  // namespace gongwen::ofd_check
