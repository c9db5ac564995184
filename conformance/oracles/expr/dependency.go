package main

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"github.com/expr-lang/expr"
)

// What Argo knows of a task that another one depends on.
type results struct {
	Succeeded, Failed, Errored, Skipped, Omitted, Daemoned, AnySucceeded, AllFailed bool
}

// A task with a result, or else a task alone: how Argo finds the tasks of a `depends`.
var mention = regexp.MustCompile(`([a-zA-Z0-9][-a-zA-Z0-9]*?)\.([A-Z][a-zA-Z]+)|([a-zA-Z0-9][-a-zA-Z0-9]*)`)

// judgeDependency does what Argo does with `depends`, for a workflow that has every task
// mentioned: it finds the tasks by a regular expression, writes a task alone as its good results,
// checks the names of results, makes identifiers of the names, and compiles. The format allows
// less than that, and only its operators pass here.
func judgeDependency(text string) error {
	for _, character := range text {
		if !strings.ContainsRune("-.&|!()", character) && !unicode.IsSpace(character) &&
			!('a' <= character && character <= 'z' || 'A' <= character && character <= 'Z' || '0' <= character && character <= '9') {
			return fmt.Errorf("%q is not of the grammar", character)
		}
	}
	tasks := map[string]results{}
	var err error
	expanded := mention.ReplaceAllStringFunc(text, func(found string) string {
		task, result, _ := strings.Cut(found, ".")
		if strings.ContainsRune("0123456789", rune(task[0])) {
			err = errors.New("a task of a DAG begins with no digit")
		}
		tasks[strings.ReplaceAll(task, "-", "_")] = results{}
		switch result {
		case "":
			return "(" + task + ".Succeeded || " + task + ".Skipped || " + task + ".Daemoned)"
		case "Succeeded", "Failed", "Errored", "Skipped", "Omitted", "Daemoned", "AnySucceeded", "AllFailed":
		default:
			err = fmt.Errorf("unknown result %s", result)
		}
		return found
	})
	if err != nil {
		return err
	}
	_, err = expr.Compile(strings.ReplaceAll(expanded, "-", "_"), expr.Env(tasks))
	return err
}
