// The last check of a structure tree: trees made by hand that break one rule each.
#include "paint/detail/structure.h"

#include <initializer_list>

#include <gtest/gtest.h>

using gongwen::diagnostics::OriginId;
using gongwen::paint::ContentReference;
using gongwen::paint::ElementId;
using gongwen::paint::FieldReference;
using gongwen::paint::find_structure_problem;
using gongwen::paint::HeaderScope;
using gongwen::paint::StructureTree;
using Type = gongwen::paint::StructureRole;

namespace {

ElementId add(StructureTree& tree, ElementId parent, Type type) { return tree.add(parent, type, OriginId()); }

/// A tree of one branch, the first below the document.
std::string problem_of_branch(std::initializer_list<Type> branch) {
  StructureTree tree;
  ElementId at = StructureTree::root();
  for (const Type type : branch) {
    at = add(tree, at, type);
    tree.element(at).scope = type == Type::TH ? HeaderScope::Row : HeaderScope::None;
  }
  return find_structure_problem(tree).value_or("");
}

}  // namespace

TEST(StructureRules, ATreeThatKeepsThemHasNoProblem) {
  EXPECT_EQ(problem_of_branch({Type::Sect, Type::Table, Type::TBody, Type::TR, Type::TH, Type::P}), "");
  EXPECT_EQ(problem_of_branch({Type::L, Type::LI, Type::LBody, Type::L, Type::LI, Type::Lbl}), "");
  EXPECT_EQ(problem_of_branch({Type::Toc, Type::TocItem, Type::Reference, Type::H1}), "");
}

TEST(StructureRules, PartsLieInWhatTheyArePartsOf) {
  EXPECT_EQ(problem_of_branch({Type::Toc, Type::H1}), "H1 in TOC");
  EXPECT_EQ(problem_of_branch({Type::Sect, Type::TocItem}), "TOCI in Sect");
  EXPECT_EQ(problem_of_branch({Type::L, Type::P}), "P in L");
  EXPECT_EQ(problem_of_branch({Type::LI}), "LI in Document");
  EXPECT_EQ(problem_of_branch({Type::P, Type::LBody}), "LBody in P");
  EXPECT_EQ(problem_of_branch({Type::L, Type::LI, Type::P}), "P in LI");
  EXPECT_EQ(problem_of_branch({Type::Table, Type::P}), "P in Table");
  EXPECT_EQ(problem_of_branch({Type::Table, Type::TBody, Type::P}), "P in TBody");
  EXPECT_EQ(problem_of_branch({Type::Table, Type::TR, Type::P}), "P in TR");
  EXPECT_EQ(problem_of_branch({Type::TBody, Type::TR}), "TBody in Document");
  EXPECT_EQ(problem_of_branch({Type::Table, Type::THead, Type::TR, Type::TD}), "a table without TBody");
}

TEST(StructureRules, HeadingsSkipNoLevel) {
  EXPECT_EQ(problem_of_branch({Type::H2}), "H2 after level 0");
  EXPECT_EQ(problem_of_branch({Type::H1, Type::H3}), "H3 after level 1");
}

TEST(StructureRules, CaptionsAreFirstOrLast) {
  StructureTree tree;
  const ElementId table = add(tree, StructureTree::root(), Type::Table);
  add(tree, table, Type::Caption);
  add(tree, add(tree, table, Type::TR), Type::TD);
  EXPECT_FALSE(find_structure_problem(tree));
  add(tree, table, Type::Caption);
  EXPECT_EQ(find_structure_problem(tree), "Caption in the middle of Table");
}

TEST(StructureRules, RowsAreOfOneLengthAndCellsDoNotOverlap) {
  StructureTree tree;
  const ElementId table = add(tree, StructureTree::root(), Type::Table);
  const ElementId first = add(tree, table, Type::TR);
  const ElementId tall = add(tree, first, Type::TD);
  add(tree, first, Type::TD);
  const ElementId second = add(tree, table, Type::TR);
  add(tree, second, Type::TD);
  EXPECT_EQ(find_structure_problem(tree), "rows of different lengths");
  tree.element(tall).row_span = 2;
  EXPECT_FALSE(find_structure_problem(tree));
  tree.element(tall).row_span = 3;
  EXPECT_EQ(find_structure_problem(tree), "a span beyond the last row");
  tree.element(tall).row_span = 1;
  const ElementId wide = add(tree, second, Type::TD);
  EXPECT_FALSE(find_structure_problem(tree));
  tree.element(wide).column_span = 2;
  EXPECT_EQ(find_structure_problem(tree), "rows of different lengths");
}

TEST(StructureRules, FiguresHaveTextsHeadersScopesAndFormsOneField) {
  StructureTree tree;
  const ElementId figure = add(tree, StructureTree::root(), Type::Figure);
  EXPECT_EQ(find_structure_problem(tree), "Figure without a text");
  tree.element(figure).details.edit().alternative = "a";
  EXPECT_FALSE(find_structure_problem(tree));
  const ElementId form = add(tree, StructureTree::root(), Type::Form);
  EXPECT_EQ(find_structure_problem(tree), "Form with other than one field");
  tree.add_kid(form, FieldReference{0, 0});
  EXPECT_FALSE(find_structure_problem(tree));
  tree.element(form).details.edit().language = "zh_CN";
  EXPECT_EQ(find_structure_problem(tree), "language zh_CN");
  tree.element(form).details.edit().language = "zh-CN";
  const ElementId header = add(tree, add(tree, add(tree, StructureTree::root(), Type::Table), Type::TR), Type::TH);
  EXPECT_EQ(find_structure_problem(tree), "TH without a scope");
  tree.element(header).scope = HeaderScope::Both;
  EXPECT_FALSE(find_structure_problem(tree));
  tree.add_kid(tree.element(header).parent, ContentReference{0, 0});
  EXPECT_EQ(find_structure_problem(tree), "content in TR");
}
