package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	v1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
	"sigs.k8s.io/yaml"
)

// A definition is what Kubernetes holds a workflow against, by its own code.
type definition struct {
	structural *schema.Structural
	schema     validation.SchemaCreateValidator
	rules      *cel.Validator
}

func readDefinition(path string) (*definition, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var written v1.CustomResourceDefinition
	if err := yaml.UnmarshalStrict(text, &written); err != nil {
		return nil, err
	}
	var crd apiextensions.CustomResourceDefinition
	if err := v1.Convert_v1_CustomResourceDefinition_To_apiextensions_CustomResourceDefinition(&written, &crd, nil); err != nil {
		return nil, err
	}
	if len(written.Spec.Versions) != 1 {
		return nil, fmt.Errorf("%s: %d versions", path, len(written.Spec.Versions))
	}
	var properties apiextensions.JSONSchemaProps
	if err := v1.Convert_v1_JSONSchemaProps_To_apiextensions_JSONSchemaProps(written.Spec.Versions[0].Schema.OpenAPIV3Schema, &properties, nil); err != nil {
		return nil, err
	}
	structural, err := schema.NewStructural(&properties)
	if err != nil {
		return nil, err
	}
	validator, _, err := validation.NewSchemaValidator(&properties)
	if err != nil {
		return nil, err
	}
	return &definition{
		structural: structural,
		schema:     validator,
		rules:      cel.NewValidator(structural, true, celconfig.PerCallLimit),
	}, nil
}

// faults are a workflow's unknown fields, breaches of the schema, and breaches of its CEL rules.
func (d *definition) faults(ctx context.Context, manifest []byte) field.ErrorList {
	var object map[string]any
	if err := json.Unmarshal(manifest, &object); err != nil {
		return field.ErrorList{field.InternalError(nil, err)}
	}
	options := schema.UnknownFieldPathOptions{TrackUnknownFieldPaths: true}
	var found field.ErrorList
	for _, path := range pruning.PruneWithOptions(object, d.structural, true, options) {
		found = append(found, field.Forbidden(field.NewPath(path), "unknown field"))
	}
	found = append(found, validation.ValidateCustomResource(nil, object, d.schema)...)
	// Kubernetes asks the rules only about what the schema takes.
	if len(found) == 0 {
		broken, _ := d.rules.Validate(ctx, nil, d.structural, object, nil, celconfig.RuntimeCELCostBudget)
		found = append(found, broken...)
	}
	return found
}
