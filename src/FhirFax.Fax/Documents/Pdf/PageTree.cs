namespace FhirFax.Fax.Documents.Pdf;

/// <summary>Counts pages by walking the page tree (ISO 32000-1, 7.7.3); <c>Count</c> is not believed.</summary>
internal sealed class PageTree(PdfDocument document, DocumentBudget budget)
{
    // Some writers chain the nodes like a list, so depth is no sign of malice by itself.
    private const int MaxDepth = 10_000;
    private readonly Stack<Node> _path = new();
    private readonly HashSet<int> _numbersOnPath = [];
    private int _waiting;

    /// <summary>The pages, and <paramref name="visit"/> for each.</summary>
    /// <exception cref="DocumentException">The tree has a loop, a hole or a node that is no page, or too much of everything.</exception>
    public int Walk(PdfValue root, Action<PdfDictionary> visit)
    {
        var pages = Enter(root, visit);
        while (_path.TryPeek(out var node))
        {
            if (node.Next < node.Kids.Count)
            {
                pages += Enter(node.Kids[node.Next++], visit);
            }
            else
            {
                Leave();
            }

            if (pages > budget.Limits.Pages)
            {
                throw DocumentBudget.TooComplex("it has too many pages");
            }
        }

        return pages;
    }

    /// <summary>1 for a page; 0 for a node, whose kids are then next.</summary>
    private int Enter(PdfValue value, Action<PdfDictionary> visit)
    {
        var number = (value as PdfReference)?.Number ?? -1;
        if (number >= 0 && _numbersOnPath.Contains(number))
        {
            throw PdfSyntax.Damaged();
        }

        if (document.Resolve(value) is not PdfDictionary node)
        {
            throw PdfSyntax.Damaged();
        }

        if (document.Resolve(node["Kids"]) is PdfArray { Items: var kids })
        {
            Push(number, kids);
            return 0;
        }

        if (!IsPage(node))
        {
            return IsEmptyNode(node) ? 0 : throw PdfSyntax.Damaged();
        }

        visit(node);
        return 1;
    }

    private static bool IsPage(PdfDictionary node) =>
        node["Type"].Name == "Page"
        || (node["Type"].Name != "Pages" && (node.Has("Contents") || node.Has("MediaBox") || node.Has("Resources") || node.Has("Parent")));

    private static bool IsEmptyNode(PdfDictionary node) =>
        node["Type"].Name == "Pages" && !node.Has("Kids") && node["Count"].Integer is null or 0;

    private void Push(int number, List<PdfValue> kids)
    {
        _waiting += kids.Count;
        if (_path.Count >= MaxDepth || _waiting > budget.Limits.Elements)
        {
            throw DocumentBudget.TooComplex("its page tree is too large");
        }

        if (number >= 0)
        {
            _numbersOnPath.Add(number);
        }

        _path.Push(new Node(number, kids));
    }

    private void Leave()
    {
        var node = _path.Pop();
        _waiting -= node.Kids.Count;
        _numbersOnPath.Remove(node.Number);
    }

    private sealed class Node(int number, List<PdfValue> kids)
    {
        public int Number { get; } = number;

        public List<PdfValue> Kids { get; } = kids;

        public int Next { get; set; }
    }
}
