// Checker: walks the parts of a package. Loads each part once, checks its elements by the schema, and collects
// identifiers, references and resources for checks at the end of each document.
#pragma once

#include "diagnostics/catalogue/ofd_check.h"
#include "diagnostics/diagnostic.h"
#include "ofd/ofd_check/check_ofd.h"
#include "ofd/ofd_check/detail/schema.h"
#include "ofd/ofd_check/part_contents.h"
#include "package/zip_archive.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::ofd_check {

// Reporter: reports errors with places in parts, and limits the number of messages of one kind.

class Reporter {
 public:
  Reporter(diagnostics::DiagnosticSink& sink, std::size_t max_of_kind) : sink_(sink), max_of_kind_(max_of_kind) {}

  template <typename... Arguments>
  void report(diagnostics::DiagnosticId id, diagnostics::SourceId source, std::uint32_t offset,
              const Arguments&... arguments) {
    report_as(diagnostics::catalogue_entry(id).severity, id, source, offset, arguments...);
  }
  template <typename... Arguments>
  void report_as(diagnostics::Severity severity, diagnostics::DiagnosticId id, diagnostics::SourceId source,
                 std::uint32_t offset, const Arguments&... arguments) {
    if (++counts_[std::string(diagnostics::catalogue_entry(id).id)] > max_of_kind_) return;
    sink_.report_as(severity, id, {{source, offset, offset}, {}}, arguments...);
  }

  /// Reports how many messages of each kind were left out: ofd-check/more.
  void finish(diagnostics::SourceId package) {
    for (const auto& [id, count] : counts_) {
      if (count <= max_of_kind_) continue;
      sink_.report(diagnostics::messages::OfdCheckMore, {{package, 0, 0}, {}}, count - max_of_kind_, id);
    }
  }

 private:
  diagnostics::DiagnosticSink& sink_;
  std::size_t max_of_kind_;
  std::map<std::string, std::size_t> counts_;  // by message id
};

/// A part that has been read.
struct Part {
  std::string path;  // in the package
  diagnostics::SourceId source;
  Element root;
};

/// The current place of the walk.
struct Place {
  const Part& part;
  std::string path;         // `Page/Content/Layer[2]`
  std::uint32_t owner = 0;  // the enclosing composite unit or page template; 0: none
  std::size_t block_depth = 0;
  bool in_annotation = false;
};

class Checker {
 public:
  Checker(std::string name, package::ZipArchive& zip, Profile profile, resources::SourceStore& sources,
          Reporter& reporter);

  void check();

 private:
  struct Reference {
    std::string attribute;
    std::string kind;  // element name, or `*`
    std::uint32_t target;
    std::string path;
    diagnostics::SourceId source;
    std::uint32_t offset;
  };
  /// Facts collected about one document.
  struct Document {
    std::map<std::uint32_t, std::string> kinds;  // element names by identifier
    std::vector<Reference> references;
    std::map<std::uint32_t, FontFacts> fonts;
    std::map<std::uint32_t, std::set<std::uint32_t>> contains;  // contents of composite units and page templates
    std::uint32_t max_unit_id = 0;
    diagnostics::SourceId source;
    std::uint32_t max_unit_id_offset = 0;
  };

  // Packages and documents.
  void check_entries();
  void check_document(const Part& package, const Element& body);
  /// Loads the parts that a part refers to: resources before the pages that use them.
  void follow(const Part& part, std::string_view type);
  void follow_document(const Part& part);
  void follow_page(const Part& part, const Element& entry);
  /// Checks that a file which is not XML exists.
  void expect_file(const Part& part, const Element& element, std::string_view location);
  void expect_signed_files(const Part& part, const Element& element);
  void follow_versions(const Part& package, const Element& versions);
  /// Custom tags are in foreign namespaces: only their references to objects are checked.
  void load_tags(const Part& from, const Element& element, std::string_view location);
  void note_tagged_objects(const Part& part, const Element& element);
  std::optional<std::string> read_entry(const Part& from, const Element& element, std::string_view location,
                                        std::string& path);
  /// Reads a part once and checks it; `type` is its root element. Returns null if it cannot be read, or was read
  /// before.
  std::unique_ptr<const Part> load(const Part& from, const Element& element, std::string_view location,
                                   std::string_view type);
  void expect_root(const Part& from, const Element& element, const std::string& path, std::string_view type);
  std::optional<Part> parse(const std::string& path, std::string bytes, diagnostics::SourceId source,
                            bool is_in_ofd = true);

  // Validation by the schema.
  void walk(const Element& element, const SchemaType& type, const Place& place);
  void walk_content(const Element& element, const SchemaType& type, const Place& place);
  void check_attributes(const Element& element, const SchemaType& type, const Place& place);
  void check_value(std::string_view value_type, const std::string& name, const std::string& value,
                   const Element& element, const SchemaType& type, const Place& place);
  void note_identifier(const Element& element, const std::string& value, const Place& place);

  // Checks at the end of a document.
  void check_links();
  void check_cycles();

  // Semantic checks of elements.
  void check_meaning(const Element& element, const SchemaType& type, const Place& place);
  void check_text(const Element& text, const Place& place);
  void check_advances(const Element& code, std::size_t characters, const Place& place);
  void check_font(const Element& font, const Place& place);
  void check_media(const Element& media, const Place& place);
  std::string resource_location(const Part& part, const std::string& file) const;

  // Rules of the archive profile.
  void check_archive(const Element& element, const SchemaType& type, const Place& place);
  void check_archive_file(const Element& element, const SchemaType& type, const Place& place);

  std::string name_;
  package::ZipArchive& zip_;
  Profile profile_;
  resources::SourceStore& sources_;
  Reporter& reporter_;
  diagnostics::SourceId package_;
  std::size_t room_ = 2'000'000;  // remaining number of elements, for all parts together
  bool archive_ = false;
  bool has_other_namespace_ = false;                        // has been reported
  std::map<std::string, std::string, std::less<>> loaded_;  // root element of each part, by its path in lowercase
  Document document_;
  std::uint32_t owner_ = 0;  // the page template being loaded
  bool in_public_resources_ = false;
  bool in_document_resources_ = false;
};

}  // namespace gongwen::ofd_check
