// Command expr judges expressions, conditions and dependencies by the libraries that Argo
// Workflows 4.1.2 uses for them. See README.md.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
)

type vector struct {
	Language string `json:"language"`
	Text     string `json:"text"`
	OK       bool   `json:"ok"`
}

type verdict struct {
	OK    bool   `json:"ok"`
	Error string `json:"error,omitempty"`
}

var judges = map[string]func(string) error{
	"expr":    judgeExpression,
	"when":    judgeCondition,
	"depends": judgeDependency,
	"truth":   judgeTruth,
}

func main() {
	vectors := flag.Bool("vectors", false, "answer with the vectors themselves, their verdicts renewed")
	flag.Parse()
	if err := run(*vectors); err != nil {
		fmt.Fprintln(os.Stderr, "expr:", err)
		os.Exit(1)
	}
}

func run(vectors bool) error {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<26)
	out := bufio.NewWriter(os.Stdout)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for lines.Scan() {
		var v vector
		if err := json.Unmarshal(lines.Bytes(), &v); err != nil {
			return err
		}
		judge, known := judges[v.Language]
		if !known {
			return fmt.Errorf("unknown language %q", v.Language)
		}
		err := judge(v.Text)
		v.OK = err == nil
		var answer any = v
		if !vectors {
			short := verdict{OK: v.OK}
			if err != nil {
				short.Error = err.Error()
			}
			answer = short
		}
		if err := encoder.Encode(answer); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return err
	}
	return out.Flush()
}
