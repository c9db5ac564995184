package main

import (
	"encoding/json"

	sprig "github.com/Masterminds/sprig/v3"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/builtin"
	"github.com/expr-lang/expr/checker"
	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/types"
)

// A name for a value of which nothing is known.
const anything = "__anything__"

// The functions that Argo puts into every environment, with their signatures.
var environment = func() types.Map {
	functions := types.Map{}
	for name, function := range sprig.GenericFuncMap() {
		if name != "env" && name != "expandenv" {
			functions[name] = types.TypeOf(function)
		}
	}
	return types.Map{
		"asInt":    types.TypeOf(builtin.Int),
		"asFloat":  types.TypeOf(builtin.Float),
		"jsonpath": types.TypeOf(func(text string, path string) any { return nil }),
		"toJson": types.TypeOf(func(value any) string {
			text, _ := json.Marshal(value)
			return string(text)
		}),
		"sprig":  functions,
		anything: types.Any,
	}
}()

// Where a node stands: the variables that enclosing lets bind, and the function whose
// predicate it is in.
type place struct {
	variables []string
	predicate string
}

// judgeExpression parses a text as Argo does. Then it holds every call, let, pointer and pattern
// of the tree against expr's own checker, each by itself among values of unknown type: so the
// verdict is of syntax, functions and numbers of arguments, never of types or unknown variables.
func judgeExpression(text string) error {
	tree, err := parser.ParseWithConfig(text, conf.New(environment))
	if err != nil {
		return err
	}
	return judge(tree.Node, place{})
}

func judge(node ast.Node, at place) error {
	var below []ast.Node
	inner := at
	switch n := node.(type) {
	case *ast.UnaryNode:
		below = []ast.Node{n.Node}
	case *ast.BinaryNode:
		if pattern, ok := n.Right.(*ast.StringNode); ok && n.Operator == "matches" {
			if err := at.check(&ast.BinaryNode{Operator: n.Operator, Left: unknown(), Right: pattern}); err != nil {
				return err
			}
		}
		below = []ast.Node{n.Left, n.Right}
	case *ast.ChainNode:
		below = []ast.Node{n.Node}
	case *ast.MemberNode:
		below = []ast.Node{n.Node, n.Property}
	case *ast.SliceNode:
		below = []ast.Node{n.Node}
		if n.From != nil {
			below = append(below, n.From)
		}
		if n.To != nil {
			below = append(below, n.To)
		}
	case *ast.CallNode:
		if err := at.checkCall(n); err != nil {
			return err
		}
		if member, ok := n.Callee.(*ast.MemberNode); ok {
			below = []ast.Node{member.Node}
		}
		below = append(below, n.Arguments...)
	case *ast.BuiltinNode:
		if err := at.checkBuiltin(n); err != nil {
			return err
		}
		for _, argument := range n.Arguments {
			if predicate, ok := argument.(*ast.PredicateNode); ok {
				if err := judge(predicate.Node, place{at.variables, n.Name}); err != nil {
					return err
				}
				continue
			}
			below = append(below, argument)
		}
	case *ast.PointerNode:
		return at.checkPointer(n)
	case *ast.VariableDeclaratorNode:
		if err := at.check(&ast.VariableDeclaratorNode{Name: n.Name, Value: unknown(), Expr: unknown()}); err != nil {
			return err
		}
		if err := judge(n.Value, at); err != nil {
			return err
		}
		inner.variables = append(append([]string{}, at.variables...), n.Name)
		below = []ast.Node{n.Expr}
	case *ast.SequenceNode:
		below = n.Nodes
	case *ast.ConditionalNode:
		below = []ast.Node{n.Cond, n.Exp1, n.Exp2}
	case *ast.ArrayNode:
		below = n.Nodes
	case *ast.MapNode:
		below = n.Pairs
	case *ast.PairNode:
		below = []ast.Node{n.Key, n.Value}
	}
	for _, child := range below {
		if err := judge(child, inner); err != nil {
			return err
		}
	}
	return nil
}

func unknown() ast.Node { return &ast.IdentifierNode{Value: anything} }

// check holds one node against expr's checker, inside of the lets of its place.
func (at place) check(node ast.Node) error {
	for i := len(at.variables) - 1; i >= 0; i-- {
		node = &ast.VariableDeclaratorNode{Name: at.variables[i], Value: unknown(), Expr: node}
	}
	_, err := checker.Check(&parser.Tree{Node: node, Source: file.NewSource("")}, conf.New(environment))
	return err
}

// checkCall judges functions of the environment; of a method nothing can be known.
func (at place) checkCall(call *ast.CallNode) error {
	if member, ok := call.Callee.(*ast.MemberNode); ok {
		if base, ok := member.Node.(*ast.IdentifierNode); !ok || base.Value != "sprig" {
			return nil
		}
	}
	arguments := make([]ast.Node, len(call.Arguments))
	for i := range arguments {
		arguments[i] = unknown()
	}
	return at.check(&ast.CallNode{Callee: call.Callee, Arguments: arguments})
}

// checkBuiltin judges a builtin by arguments of unknown type, and, since `now` and `date` take
// one more where there is a time zone, by time zones.
func (at place) checkBuiltin(call *ast.BuiltinNode) error {
	build := func(argument func() ast.Node) ast.Node {
		arguments := make([]ast.Node, len(call.Arguments))
		for i := range arguments {
			arguments[i] = argument()
			if _, ok := call.Arguments[i].(*ast.PredicateNode); ok {
				arguments[i] = &ast.PredicateNode{Node: unknown()}
			}
		}
		return &ast.BuiltinNode{Name: call.Name, Arguments: arguments}
	}
	err := at.check(build(unknown))
	if err != nil && at.check(build(func() ast.Node {
		return &ast.BuiltinNode{Name: "timezone", Arguments: []ast.Node{unknown()}}
	})) == nil {
		return nil
	}
	return err
}

// checkPointer judges `#name` in a predicate of the same function.
func (at place) checkPointer(pointer *ast.PointerNode) error {
	if at.predicate == "" {
		return at.check(&ast.PointerNode{Name: pointer.Name})
	}
	return at.check(&ast.BuiltinNode{Name: at.predicate, Arguments: []ast.Node{
		unknown(),
		&ast.PredicateNode{Node: &ast.PointerNode{Name: pointer.Name}},
	}})
}
