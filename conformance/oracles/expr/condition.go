package main

import (
	"errors"
	"fmt"
	"regexp"

	"github.com/Knetic/govaluate"
)

var tag = regexp.MustCompile(`(?s)\{\{.*?\}\}`)

// judgeCondition does what Argo does with a `when` before it computes it: it parses the text,
// makes texts of the bare words, and parses the tokens again. Every tag counts as the number 1.
// An accessor (`a.B`) is refused too: Argo gives it nothing to access.
func judgeCondition(text string) (err error) {
	defer func() {
		// The library reads behind the end of some texts.
		if fault := recover(); fault != nil {
			err = fmt.Errorf("panic: %v", fault)
		}
	}()
	expression, err := govaluate.NewEvaluableExpression(tag.ReplaceAllString(text, "1"))
	if err != nil {
		return err
	}
	tokens := expression.Tokens()
	for i, token := range tokens {
		switch token.Kind {
		case govaluate.VARIABLE:
			tokens[i].Kind = govaluate.STRING
		case govaluate.ACCESSOR:
			return errors.New("an accessor, with nothing to access")
		}
	}
	_, err = govaluate.NewEvaluableExpressionFromTokens(tokens)
	return err
}

// judgeTruth does all that Argo does with a `when` without tags: the result has to be a boolean.
func judgeTruth(text string) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("panic: %v", fault)
		}
	}()
	expression, err := govaluate.NewEvaluableExpression(text)
	if err != nil {
		return err
	}
	tokens := expression.Tokens()
	for i, token := range tokens {
		if token.Kind == govaluate.VARIABLE {
			tokens[i].Kind = govaluate.STRING
		}
	}
	expression, err = govaluate.NewEvaluableExpressionFromTokens(tokens)
	if err != nil {
		return err
	}
	result, err := expression.Evaluate(nil)
	if err != nil {
		return err
	}
	if _, ok := result.(bool); !ok {
		return fmt.Errorf("expected a boolean, got %v", result)
	}
	return nil
}
